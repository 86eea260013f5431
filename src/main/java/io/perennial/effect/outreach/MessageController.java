package io.perennial.effect.outreach;

import io.perennial.platform.api.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/messages")
@Tag(name = "messages")
class MessageController {

    record Preview(String template, String locale, String subject, String text) {}

    private final OutreachService outreach;
    private final MessageTemplates templates;

    MessageController(OutreachService outreach, MessageTemplates templates) {
        this.outreach = outreach;
        this.templates = templates;
    }

    @GetMapping("/preview")
    @Operation(summary = "A message as a customer would read it, without personal data")
    Preview preview(
            @RequestParam String template,
            @RequestParam(required = false) String locale,
            @RequestParam(required = false) String customerId) {
        String requested = locale;
        Map<String, String> values = Map.of("points", "0");
        if (customerId != null) {
            Recipient recipient =
                    outreach.recipient(customerId).orElseThrow(() -> ApiException.unknownCustomer(customerId));
            requested = locale == null ? recipient.locale() : locale;
            values = recipient.anonymousValues();
        }
        try {
            return templates
                    .render(template, requested, values)
                    .map(text -> new Preview(template, text.locale(), text.subject(), text.body()))
                    .orElseThrow(() -> new ApiException(
                            HttpStatus.NOT_FOUND, "UNKNOWN_TEMPLATE", "There is no template " + template + "."));
        } catch (IllegalArgumentException unknownPlaceholder) {
            throw ApiException.invalid(unknownPlaceholder.getMessage());
        }
    }
}

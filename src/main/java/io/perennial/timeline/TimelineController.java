package io.perennial.timeline;

import io.perennial.api.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One customer's story. */
@RestController
@RequestMapping("/api/v1/customers")
@Tag(name = "customers")
class TimelineController {

    private static final int LONGEST_PAGE = 1000;

    private final Timeline timeline;

    TimelineController(Timeline timeline) {
        this.timeline = timeline;
    }

    @GetMapping("/{customerId}/timeline")
    @Operation(summary = "What happened to a customer, what was decided, done and withheld; newest first")
    List<TimelineEntry> timeline(
            @PathVariable String customerId,
            @RequestParam(required = false) String before,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw Refused.invalid("limit must be from 1 to " + LONGEST_PAGE + ".");
        }
        if (!timeline.knows(customerId)) {
            throw Refused.unknownCustomer(customerId);
        }
        return timeline.of(customerId, before == null ? null : Cursor.parse(before), limit);
    }
}

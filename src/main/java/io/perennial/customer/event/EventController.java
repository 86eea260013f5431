package io.perennial.customer.event;

import io.perennial.platform.api.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Event intake over HTTP. */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "events")
class EventController {

    private final EventReader reader;
    private final EventIntake intake;

    EventController(EventReader reader, EventIntake intake) {
        this.reader = reader;
        this.intake = intake;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary =
                    "Ingest up to 5,000 events sent as a JSON array; without a response or after 5xx, send the same again")
    IntakeResult array(HttpServletRequest request) throws IOException {
        return intake.ingest(reader.readArray(uncompressed(request)));
    }

    @PostMapping(consumes = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            summary =
                    "Ingest up to 5,000 events sent one per line; without a response or after 5xx, send the same again")
    IntakeResult lines(HttpServletRequest request) throws IOException {
        return intake.ingest(reader.readLines(uncompressed(request)));
    }

    private static InputStream uncompressed(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "Send the events uncompressed.");
        }
        return request.getInputStream();
    }
}

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

/** The one door, over HTTP. */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "events")
class EventController {

    private final EventGateway door;

    EventController(EventGateway door) {
        this.door = door;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Take up to 5,000 events sent as a JSON array; after no answer or 5xx, send the same again")
    IntakeResult array(HttpServletRequest request) throws IOException {
        return door.array(plain(request));
    }

    @PostMapping(consumes = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(summary = "Take up to 5,000 events sent one a line; after no answer or 5xx, send the same again")
    IntakeResult lines(HttpServletRequest request) throws IOException {
        return door.lines(plain(request));
    }

    private static InputStream plain(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "Send the events uncompressed.");
        }
        return request.getInputStream();
    }
}

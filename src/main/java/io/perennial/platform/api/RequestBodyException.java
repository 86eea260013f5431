package io.perennial.platform.api;

import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** A request body that is not read to its end because it is too large or is sent too slowly. */
public class RequestBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    private RequestBodyException(HttpStatus status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static RequestBodyException tooLarge(long maxBytes) {
        return new RequestBodyException(
                HttpStatus.PAYLOAD_TOO_LARGE, "TOO_LARGE", "The body is larger than " + maxBytes + " bytes.");
    }

    static RequestBodyException tooSlow(Duration maxDuration) {
        return new RequestBodyException(
                HttpStatus.REQUEST_TIMEOUT,
                "TOO_SLOW",
                "The body took longer than " + maxDuration.toSeconds() + " seconds.");
    }

    /** HTTP status of the response. */
    public HttpStatus status() {
        return status;
    }

    /** TOO_LARGE or TOO_SLOW. */
    public String code() {
        return code;
    }
}

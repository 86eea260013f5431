package io.perennial.platform.api;

import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** A body that is not read to its end: it is larger, or comes slower, than the house takes. */
public class RequestBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    private RequestBodyException(HttpStatus status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static RequestBodyException tooLarge(long largest) {
        return new RequestBodyException(
                HttpStatus.PAYLOAD_TOO_LARGE, "TOO_LARGE", "The body is larger than " + largest + " bytes.");
    }

    static RequestBodyException tooSlow(Duration slowest) {
        return new RequestBodyException(
                HttpStatus.REQUEST_TIMEOUT,
                "TOO_SLOW",
                "The body took longer than " + slowest.toSeconds() + " seconds.");
    }

    /** The status to answer with. */
    public HttpStatus status() {
        return status;
    }

    /** TOO_LARGE or TOO_SLOW. */
    public String code() {
        return code;
    }
}

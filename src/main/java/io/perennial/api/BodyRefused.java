package io.perennial.api;

import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** A body that is not read to its end: it is larger, or comes slower, than the house takes. */
public class BodyRefused extends IOException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    private BodyRefused(HttpStatus status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static BodyRefused tooLarge(long largest) {
        return new BodyRefused(
                HttpStatus.PAYLOAD_TOO_LARGE, "TOO_LARGE", "The body is larger than " + largest + " bytes.");
    }

    static BodyRefused tooSlow(Duration slowest) {
        return new BodyRefused(
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

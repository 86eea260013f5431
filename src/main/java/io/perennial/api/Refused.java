package io.perennial.api;

import org.springframework.http.HttpStatus;

/** A request that cannot be granted, with the code and the words the caller reads in the problem document. */
public class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    public Refused(HttpStatus status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public static Refused unknownCustomer(String customerId) {
        return new Refused(HttpStatus.NOT_FOUND, "UNKNOWN_CUSTOMER", "There is no customer " + customerId + ".");
    }

    public static Refused keyReused(String key) {
        return new Refused(HttpStatus.CONFLICT, "KEY_REUSED", "The key " + key + " was used for something else.");
    }

    public static Refused invalid(String message) {
        return new Refused(HttpStatus.BAD_REQUEST, "INVALID", message);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }
}

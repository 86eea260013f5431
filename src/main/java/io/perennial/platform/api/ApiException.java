package io.perennial.platform.api;

import org.springframework.http.HttpStatus;

/** A refused request, with the status, the code and the detail of the problem document that the caller gets. */
public class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    public ApiException(HttpStatus status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public static ApiException unknownCustomer(String customerId) {
        return new ApiException(HttpStatus.NOT_FOUND, "UNKNOWN_CUSTOMER", "There is no customer " + customerId + ".");
    }

    public static ApiException keyReused(String key) {
        return new ApiException(HttpStatus.CONFLICT, "KEY_REUSED", "The key " + key + " was used for something else.");
    }

    public static ApiException invalid(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, "INVALID", message);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }
}

package io.perennial.platform.api;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** A refused request, with the status, the code and the detail of the problem document that the caller gets. */
public class ApiException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String message;

    public ApiException(HttpStatus status, String code, String message) {
        super(status, Problems.of(status, code, message), null);
        this.code = code;
        this.message = message;
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
        return HttpStatus.valueOf(getStatusCode().value());
    }

    public String code() {
        return code;
    }

    /** The detail alone, without status and body. */
    @Override
    public String getMessage() {
        return message;
    }
}

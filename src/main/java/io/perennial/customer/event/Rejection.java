package io.perennial.customer.event;

/** One item of a batch that was not taken, with the reason; the others go on. */
public record Rejection(int index, String eventId, Code code, String message) {

    public enum Code {
        INVALID,
        UNKNOWN_TYPE,
        FUTURE,
        UNKNOWN_CUSTOMER,
        ERASED,
        EVENT_CONFLICT
    }
}

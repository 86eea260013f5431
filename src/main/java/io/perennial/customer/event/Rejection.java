package io.perennial.customer.event;

/** One event of a batch that was not accepted, with the reason; the others are not affected. */
public record Rejection(int index, String eventId, Code code, String message) {

    /** The reason, as the API names it. */
    public enum Code {
        INVALID,
        UNKNOWN_TYPE,
        FUTURE,
        UNKNOWN_CUSTOMER,
        ERASED,
        EVENT_CONFLICT
    }
}

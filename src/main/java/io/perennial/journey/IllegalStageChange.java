package io.perennial.journey;

/** A stage cannot be entered from the one a customer is in. */
public class IllegalStageChange extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IllegalStageChange(CustomerState standing, Stage to) {
        super("Customer %s is in %s, which does not lead to %s."
                .formatted(standing.customerId(), standing.stage(), to));
    }
}

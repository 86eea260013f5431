package io.perennial.journey;

/** A stage cannot be entered from the one a customer is in. */
public class IllegalMove extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IllegalMove(Standing standing, Stage to) {
        super("Customer %s is in %s, which does not lead to %s."
                .formatted(standing.customerId(), standing.stage(), to));
    }
}

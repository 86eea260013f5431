package io.perennial.journey;

/** Thrown when a customer's stage does not lead to the requested one. */
public class IllegalStageChange extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IllegalStageChange(CustomerState customer, Stage to) {
        super("Customer %s is in %s, which does not lead to %s."
                .formatted(customer.customerId(), customer.stage(), to));
    }
}

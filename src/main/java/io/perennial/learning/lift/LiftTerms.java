package io.perennial.learning.lift;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Parameters of the lift.
 *
 * @param windowDays     days after entering a stage, or after the decision on an offer, within which outcomes count
 * @param leastCustomers customers on either side below which there is no verdict
 */
@ConfigurationProperties("perennial.lift")
public record LiftTerms(
        @DefaultValue("30") int windowDays,
        @DefaultValue("100") int leastCustomers) {

    public LiftTerms {
        if (windowDays < 1 || windowDays > 365 || leastCustomers < 2) {
            throw new IllegalArgumentException(
                    "perennial.lift needs 1 to 365 window-days and 2 or more least-customers");
        }
    }
}

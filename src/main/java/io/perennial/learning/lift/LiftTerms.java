package io.perennial.learning.lift;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How lift is measured.
 *
 * @param windowDays     after entering a stage, or the decision on an offer, within which what happens counts
 * @param leastCustomers on either side, below which nothing is claimed
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

package io.perennial.learning.value;

import java.math.BigDecimal;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Parameters of the customer value.
 *
 * @param marginShare      share of an order's amount that is margin
 * @param months           horizon of the predicted margin
 * @param discountRate     annual discount rate
 * @param defaultRates     expected default rate of the credit in use by the number of overdue bills in 12 months, from 0; the
 *                         last applies to all above
 * @param lossGivenDefault share of defaulted credit that is lost
 * @param leastRepeaters   repeat customers below which no model is trained
 */
@ConfigurationProperties("perennial.value")
public record ValueTerms(
        @DefaultValue("0.1") BigDecimal marginShare,
        @DefaultValue("12") int months,
        @DefaultValue("0.1") double discountRate,
        @DefaultValue({"0.01", "0.05", "0.2"}) List<Double> defaultRates,
        @DefaultValue("0.6") double lossGivenDefault,
        @DefaultValue("100") int leastRepeaters) {

    public ValueTerms {
        require(marginShare.signum() >= 0 && marginShare.compareTo(BigDecimal.ONE) <= 0, "margin-share", marginShare);
        require(months >= 1 && months <= 120, "months", months);
        require(discountRate >= 0 && discountRate < 10, "discount-rate", discountRate);
        require(
                !defaultRates.isEmpty() && defaultRates.stream().allMatch(rate -> rate >= 0 && rate <= 1),
                "default-rates",
                defaultRates);
        require(lossGivenDefault >= 0 && lossGivenDefault <= 1, "loss-given-default", lossGivenDefault);
        require(leastRepeaters >= 1, "least-repeaters", leastRepeaters);
    }

    private static void require(boolean valid, String name, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("perennial.value." + name + " must not be " + value);
        }
    }
}

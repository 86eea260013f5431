package io.perennial.learning.value;

import java.math.BigDecimal;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What customers' worth is reckoned with.
 *
 * @param marginShare      the part of an order's amount that is earned by it
 * @param months           how far ahead margin is predicted
 * @param discountRate     by which a yuan in a year is worth less than one today
 * @param defaultRates     the part of credit used that is expected to fail, by overdue bills in 12 months: none, one, … the
 *                         last for all beyond
 * @param lossGivenDefault the part of failed credit that is lost in the end
 * @param leastRepeaters   customers who bought again, below which nothing is predicted
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

    private static void require(boolean proper, String name, Object value) {
        if (!proper) {
            throw new IllegalArgumentException("perennial.value." + name + " cannot be " + value);
        }
    }
}

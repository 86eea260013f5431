package io.perennial.learning.prediction;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How foresight is measured.
 *
 * @param windowDays    within which what was foretold comes or does not
 * @param sample        customers a night whose fate is followed
 * @param capacityShare the part of customers, from 0 to 1, that can be taken care of: the most endangered ones
 */
@ConfigurationProperties("perennial.foresight")
public record PredictionTerms(
        @DefaultValue("30") int windowDays,
        @DefaultValue("3000") int sample,
        @DefaultValue("0.05") double capacityShare) {

    public PredictionTerms {
        if (windowDays < 1 || sample < 0 || !(capacityShare > 0 && capacityShare <= 1)) {
            throw new IllegalArgumentException(
                    "perennial.foresight: a day or more, a share above 0, no negative sample");
        }
    }
}

package io.perennial.learning.prediction;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Parameters of the prediction quality.
 *
 * @param windowDays    days within which a predicted event must occur
 * @param sample        customers sampled per night
 * @param capacityShare share of customers, from 0 to 1, that can be treated
 */
@ConfigurationProperties("perennial.foresight")
public record PredictionTerms(
        @DefaultValue("30") int windowDays,
        @DefaultValue("3000") int sample,
        @DefaultValue("0.05") double capacityShare) {

    public PredictionTerms {
        if (windowDays < 1 || sample < 0 || !(capacityShare > 0 && capacityShare <= 1)) {
            throw new IllegalArgumentException(
                    "perennial.foresight needs window-days >= 1, sample >= 0 and 0 < capacity-share <= 1");
        }
    }
}

package io.perennial.effect.holdout;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Shares of customers who are held out, from 0 to 1.
 *
 * @param share of customers who get no offers and no marketing at all
 * @param stages share for each stage of customers who get none while in it, by a draw of its own
 * @param offers share for each offer of customers who do not get it, by a draw of its own
 */
@ConfigurationProperties("perennial.holdout")
public record HoldoutShare(
        @DefaultValue("0.05") double share,
        @DefaultValue Map<String, Double> stages,
        @DefaultValue Map<String, Double> offers) {

    public HoldoutShare {
        require("perennial.holdout.share", share);
        stages.forEach((stage, part) -> require("perennial.holdout.stages." + stage, part));
        offers.forEach((offer, part) -> require("perennial.holdout.offers." + offer, part));
    }

    private static void require(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + share);
        }
    }
}

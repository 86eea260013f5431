package io.perennial.learning.response;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Parameters of the strength tuner.
 *
 * @param seed          of all random choices
 * @param windowDays    days after issue within which orders count as the coupon's reward
 * @param halfLifeDays  age at which an observation counts half
 * @param leastWeight   weight of customers that every strength needs before one is preferred
 * @param leastShare    minimum share of every strength, so that learning continues
 * @param leastGain     yuan per customer below which nothing outside the band is proposed
 * @param offers        the tuned offers by name
 */
@ConfigurationProperties("perennial.tuner")
public record TunerTerms(
        @DefaultValue("20260101") long seed,
        @DefaultValue("14") int windowDays,
        @DefaultValue("90") int halfLifeDays,
        @DefaultValue("200") double leastWeight,
        @DefaultValue("0.05") double leastShare,
        @DefaultValue("1") BigDecimal leastGain,
        @DefaultValue Map<String, Band> offers) {

    private static final int MAX_STRENGTHS = 20;

    /**
     * Strengths that an offer may have without an approval, in the unit of its value.
     *
     * @param budget   monthly limit in yuan of the extra cost of coupons above the offer's own strength
     * @param table    decision table that names the offer
     * @param stronger offer to propose when the ceiling performs best; null for none
     * @param weaker   offer to propose when the floor performs best; null for none
     */
    public record Band(
            BigDecimal floor,
            BigDecimal ceiling,
            BigDecimal step,
            @DefaultValue("0") BigDecimal budget,
            String table,
            String stronger,
            String weaker) {

        public Band {
            if (floor == null || ceiling == null || step == null) {
                throw new IllegalArgumentException("A tuned offer needs floor, ceiling and step");
            }
            if (floor.signum() <= 0 || ceiling.compareTo(floor) < 0 || step.signum() <= 0 || budget.signum() < 0) {
                throw new IllegalArgumentException(
                        "A tuned offer's floor and step are above 0, its ceiling not below its floor");
            }
            if (table == null && (stronger != null || weaker != null)) {
                throw new IllegalArgumentException("A tuned offer with stronger or weaker needs a table");
            }
        }

        /** The strengths from floor to ceiling, ascending. */
        List<BigDecimal> strengths() {
            List<BigDecimal> strengths = new ArrayList<>();
            for (BigDecimal strength = floor; strength.compareTo(ceiling) <= 0; strength = strength.add(step)) {
                strengths.add(strength.setScale(2));
            }
            return strengths;
        }
    }

    public TunerTerms {
        if (windowDays < 1 || halfLifeDays < 1 || leastWeight < 2 || leastShare < 0 || leastGain.signum() < 0) {
            throw new IllegalArgumentException(
                    "perennial.tuner needs window-days and half-life-days >= 1, least-weight >= 2, and no negative"
                            + " least-share or least-gain");
        }
        double share = leastShare;
        offers.forEach((offer, band) -> {
            int strengths = band.strengths().size();
            if (strengths > MAX_STRENGTHS || share * strengths > 1) {
                throw new IllegalArgumentException("perennial.tuner.offers." + offer + " has too many strengths");
            }
        });
    }
}

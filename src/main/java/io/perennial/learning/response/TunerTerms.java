package io.perennial.learning.response;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How offers' strengths are tuned.
 *
 * @param seed          from which all chance follows
 * @param windowDays    after a coupon was issued, within which orders count as its reward
 * @param halfLifeDays  after which what was learned counts half
 * @param leastWeight   of each strength's customers before any is preferred
 * @param leastShare    that each strength keeps, so that learning goes on
 * @param leastGain     yuan a customer, below which nothing beyond the band is proposed
 * @param offers        the tuned offers
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

    private static final int MOST_STRENGTHS = 20;

    /**
     * The strengths an offer may have without asking anybody, in the unit of its value.
     *
     * @param budget   yuan a month that its coupons may cost more than at the offer's own strength
     * @param table    whose rows name the offer
     * @param stronger the offer to propose when the ceiling is the best; null for none
     * @param weaker   the offer to propose when the floor is the best; null for none
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
                throw new IllegalArgumentException("What is proposed beyond the band changes a table: name it");
            }
        }

        /** From floor to ceiling, rising. */
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
                    "perennial.tuner: windows of at least a day, 2 customers, no negative share or gain");
        }
        double share = leastShare;
        offers.forEach((offer, band) -> {
            int strengths = band.strengths().size();
            if (strengths > MOST_STRENGTHS || share * strengths > 1) {
                throw new IllegalArgumentException("perennial.tuner.offers." + offer + " has too many strengths");
            }
        });
    }
}

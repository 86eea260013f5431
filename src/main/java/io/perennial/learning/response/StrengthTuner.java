package io.perennial.learning.response;

import io.perennial.effect.coupon.CouponStrengths;
import io.perennial.effect.coupon.Offer;
import io.perennial.learning.response.Bandit.Arm;
import io.perennial.learning.response.StrengthRepository.Reward;
import io.perennial.learning.response.TunerTerms.Band;
import io.perennial.learning.value.ValueTerms;
import io.perennial.platform.api.Sha256;
import io.perennial.platform.clock.BusinessClock;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tunes the strength of offers. The strengths of an offer's band share its customers by their probability of being the best;
 * the extra cost of strengths above the offer's own has a monthly budget. Strengths outside the band are only proposed. The
 * same seed and data give the same choices.
 */
@Component
public class StrengthTuner implements CouponStrengths {

    private static final int HALF_LIVES = 6;
    private static final int DAYS_PER_MONTH = 30;

    /**
     * A tuned offer.
     *
     * @param budget monthly limit in yuan of the extra cost of coupons above the offer's own strength
     * @param spent  part of the budget spent this month
     */
    public record Tuned(String offer, BigDecimal budget, BigDecimal spent, List<Strength> strengths) {}

    /** Result of one night's learning on an offer: the shares before and after. */
    public record Learned(String offer, List<Strength> before, List<Strength> after) {

        /** Whether the shares have changed by at least one percentage point. */
        public boolean hasNewShares() {
            return !shares(before).equals(shares(after));
        }

        private static Map<BigDecimal, Long> shares(List<Strength> strengths) {
            Map<BigDecimal, Long> shares = new TreeMap<>();
            strengths.forEach(one -> shares.put(one.strength(), Math.round(one.share() * 100)));
            return shares;
        }
    }

    /**
     * Proposal to replace this offer by another one in a table.
     *
     * @param replacement    offer to name instead
     * @param strength       end of the band that performs best
     * @param gain           yuan per customer over the best other strength of the band
     * @param gainLowerBound lower confidence bound of the gain
     * @param customers      who got the offer in the last 30 days with a known outcome
     * @param redeemedShare  redeemed share of the coupons at that strength
     */
    public record Advice(
            String offer,
            String table,
            String replacement,
            BigDecimal strength,
            double gain,
            double gainLowerBound,
            long customers,
            double redeemedShare) {}

    private final StrengthRepository repository;
    private final TunerTerms terms;
    private final ValueTerms values;
    private final BusinessClock clock;

    StrengthTuner(StrengthRepository repository, TunerTerms terms, ValueTerms values, BusinessClock clock) {
        this.repository = repository;
        this.terms = terms;
        this.values = values;
        this.clock = clock;
    }

    @Override
    @Transactional
    public BigDecimal choose(String key, String offer, Offer terms) {
        Band band = this.terms.offers().get(offer);
        if (band == null) {
            return terms.value();
        }
        BigDecimal drawn = drawn(key, state(offer, band));
        BigDecimal extra = extraCost(terms, drawn);
        boolean affordable = extra.signum() <= 0
                || repository.spend(offer, YearMonth.from(clock.today()).toString(), extra, band.budget());
        return affordable ? drawn : terms.value();
    }

    @Override
    @Transactional
    public void release(String offer, Offer terms, BigDecimal strength) {
        BigDecimal extra = extraCost(terms, strength);
        if (extra.signum() > 0) {
            repository.spend(
                    offer,
                    YearMonth.from(clock.today()).toString(),
                    extra.negate(),
                    BigDecimal.valueOf(Long.MAX_VALUE));
        }
    }

    private static BigDecimal extraCost(Offer terms, BigDecimal strength) {
        return terms.estimateAt(strength).subtract(terms.estimateAt(terms.value()));
    }

    private BigDecimal drawn(String key, List<Strength> strengths) {
        double random = new SplittableRandom(terms.seed() ^ fingerprint(key)).nextDouble();
        double sum = 0;
        for (Strength one : strengths) {
            sum += one.share();
            if (random < sum) {
                return one.strength();
            }
        }
        return strengths.get(strengths.size() - 1).strength();
    }

    private static long fingerprint(String text) {
        return ByteBuffer.wrap(Sha256.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** The strengths of the band as configured now, in order, with equal shares if the band has changed. */
    private List<Strength> state(String offer, Band band) {
        List<BigDecimal> strengths = band.strengths();
        List<Strength> stored = repository.shares(offer);
        if (stored.stream().map(Strength::strength).toList().equals(strengths)) {
            return stored;
        }
        return strengths.stream()
                .map(strength -> new Strength(offer, strength, 1.0 / strengths.size(), 0, 0, 0, null))
                .toList();
    }

    /** The tuned offers with their current shares. */
    @Transactional(readOnly = true)
    public List<Tuned> tuned() {
        return new TreeMap<>(terms.offers())
                .entrySet().stream()
                        .map(one -> new Tuned(
                                one.getKey(),
                                one.getValue().budget(),
                                spentThisMonth(one.getKey()),
                                state(one.getKey(), one.getValue())))
                        .toList();
    }

    /** The spent part, in yuan, of this month's budget for stronger coupons of that offer. */
    @Transactional(readOnly = true)
    public BigDecimal spentThisMonth(String offer) {
        return repository.spent(offer, YearMonth.from(clock.today()).toString());
    }

    /** Learns from all coupons whose window is over and saves the new shares. */
    @Transactional
    public List<Learned> learn() {
        List<Learned> learned = new ArrayList<>();
        new TreeMap<>(terms.offers()).forEach((offer, band) -> {
            List<Strength> before = state(offer, band);
            List<BigDecimal> strengths = band.strengths();
            List<Arm> arms = arms(strengths, rewards(offer));
            Random random = new Random(terms.seed() ^ fingerprint(offer + clock.today()));
            double[] shares = Bandit.shares(arms, terms.leastWeight(), terms.leastShare(), random);
            Instant now = clock.instant();
            List<Strength> after = IntStream.range(0, shares.length)
                    .mapToObj(i -> new Strength(
                            offer,
                            strengths.get(i),
                            shares[i],
                            arms.get(i).weight(),
                            arms.get(i).mean(),
                            arms.get(i).variance(),
                            now))
                    .toList();
            repository.replace(offer, after);
            learned.add(new Learned(offer, before, after));
        });
        return learned;
    }

    /** Proposals for offers whose best strength is an end of the band by a significant gain. */
    @Transactional(readOnly = true)
    public List<Advice> advice() {
        List<Advice> advice = new ArrayList<>();
        new TreeMap<>(terms.offers()).forEach((offer, band) -> {
            List<Reward> rewards = rewards(offer);
            List<Arm> arms = arms(band.strengths(), rewards);
            advise(offer, band, rewards, arms, arms.size() - 1, band.stronger()).ifPresent(advice::add);
            advise(offer, band, rewards, arms, 0, band.weaker()).ifPresent(advice::add);
        });
        return advice;
    }

    private Optional<Advice> advise(
            String offer, Band band, List<Reward> rewards, List<Arm> arms, int end, String replacement) {
        double gainLowerBound = Bandit.gainLowerBound(arms, end, terms.leastWeight());
        if (replacement == null || gainLowerBound < terms.leastGain().doubleValue()) {
            return Optional.empty();
        }
        BigDecimal strength = band.strengths().get(end);
        double others = IntStream.range(0, arms.size())
                .filter(i -> i != end)
                .mapToDouble(i -> arms.get(i).mean())
                .max()
                .orElseThrow();
        LocalDate monthAgo = utcDay(windowsOver()).minusDays(DAYS_PER_MONTH);
        List<Reward> atEnd = rewards.stream()
                .filter(reward -> reward.strength().compareTo(strength) == 0)
                .toList();
        return Optional.of(new Advice(
                offer,
                band.table(),
                replacement,
                strength,
                arms.get(end).mean() - others,
                gainLowerBound,
                rewards.stream()
                        .filter(reward -> reward.day().isAfter(monthAgo))
                        .mapToLong(Reward::customers)
                        .sum(),
                (double) atEnd.stream().mapToLong(Reward::redeemed).sum()
                        / atEnd.stream().mapToLong(Reward::customers).sum()));
    }

    private List<Reward> rewards(String offer) {
        Instant until = windowsOver();
        return repository.rewards(
                offer,
                until.minus(Duration.ofDays((long) HALF_LIVES * terms.halfLifeDays())),
                until,
                terms.windowDays(),
                values.marginShare());
    }

    /** Instant before which the windows of issued coupons are over. */
    private Instant windowsOver() {
        return clock.instant().minus(Duration.ofDays(terms.windowDays()));
    }

    private static LocalDate utcDay(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private List<Arm> arms(List<BigDecimal> strengths, List<Reward> rewards) {
        double squaresOfAll = rewards.stream().mapToDouble(Reward::squares).sum();
        long responses = rewards.stream().mapToLong(Reward::answered).sum();
        double responseSquare = responses == 0 ? 0 : squaresOfAll / responses;
        LocalDate today = utcDay(windowsOver());
        return strengths.stream()
                .map(strength -> {
                    double weight = 0;
                    double sum = 0;
                    double squares = 0;
                    for (Reward reward : rewards) {
                        if (reward.strength().compareTo(strength) == 0) {
                            double age = ChronoUnit.DAYS.between(reward.day(), today);
                            double decay = Math.pow(0.5, age / terms.halfLifeDays());
                            weight += decay * reward.customers();
                            sum += decay * reward.reward();
                            squares += decay * reward.squares();
                        }
                    }
                    double mean = weight == 0 ? 0 : sum / weight;
                    return Arm.of(weight, mean, weight == 0 ? 0 : squares / weight, responseSquare);
                })
                .toList();
    }
}

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
 * Finds out how strong an offer must be. Within an offer's band the strengths share its customers, each as it is likely to be
 * the best; what the strengths beyond the offer's own cost more is limited a month. Better strengths beyond the band are only
 * advised. The same seed and the same data give the same choices.
 */
@Component
public class StrengthTuner implements CouponStrengths {

    private static final int HALF_LIVES = 6;
    private static final int DAYS_A_MONTH = 30;

    /**
     * A tuned offer.
     *
     * @param budget yuan a month that its coupons may cost more than at the offer's own strength
     * @param spent  of it this month
     */
    public record Tuned(String offer, BigDecimal budget, BigDecimal spent, List<Strength> strengths) {}

    /** What was learned of an offer one night: the shares before and after. */
    public record Learned(String offer, List<Strength> before, List<Strength> after) {

        /** Whether customers will get other strengths than until now. */
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
     * That another offer should be named where a table names this one.
     *
     * @param gain          yuan a customer that the band's end earns more than any other strength of it
     * @param sureGain      the same, at the least
     * @param customers     who got the offer in the last 30 days for which the outcome is known
     * @param redeemedShare of the coupons at the band's end, those that were used
     * @param strength      the band's end
     */
    public record Advice(
            String offer,
            String table,
            String instead,
            BigDecimal strength,
            double gain,
            double sureGain,
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
        double lot = new SplittableRandom(terms.seed() ^ fingerprint(key)).nextDouble();
        double sum = 0;
        for (Strength one : strengths) {
            sum += one.share();
            if (lot < sum) {
                return one.strength();
            }
        }
        return strengths.get(strengths.size() - 1).strength();
    }

    private static long fingerprint(String text) {
        return ByteBuffer.wrap(Sha256.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** What is known of the strengths of the band as it is today, in their order. */
    private List<Strength> state(String offer, Band band) {
        List<BigDecimal> strengths = band.strengths();
        List<Strength> kept = repository.shares(offer);
        if (kept.stream().map(Strength::strength).toList().equals(strengths)) {
            return kept;
        }
        return strengths.stream()
                .map(strength -> new Strength(offer, strength, 1.0 / strengths.size(), 0, 0, 0, null))
                .toList();
    }

    /** The tuned offers as they are now. */
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

    /** What of this month's budget for stronger coupons of that offer is spent, in yuan. */
    @Transactional(readOnly = true)
    public BigDecimal spentThisMonth(String offer) {
        return repository.spent(offer, YearMonth.from(clock.today()).toString());
    }

    /** Learns from all coupons whose window is over by now, and shares the customers anew. */
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

    /** What lies beyond the bands and is better for sure. */
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
            String offer, Band band, List<Reward> rewards, List<Arm> arms, int end, String instead) {
        double sure = Bandit.sureGain(arms, end, terms.leastWeight());
        if (instead == null || sure < terms.leastGain().doubleValue()) {
            return Optional.empty();
        }
        BigDecimal strength = band.strengths().get(end);
        double others = IntStream.range(0, arms.size())
                .filter(i -> i != end)
                .mapToDouble(i -> arms.get(i).mean())
                .max()
                .orElseThrow();
        LocalDate monthAgo = utcDay(windowsOver()).minusDays(DAYS_A_MONTH);
        List<Reward> atEnd = rewards.stream()
                .filter(reward -> reward.strength().compareTo(strength) == 0)
                .toList();
        return Optional.of(new Advice(
                offer,
                band.table(),
                instead,
                strength,
                arms.get(end).mean() - others,
                sure,
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

    /** Coupons issued before had all their time. */
    private Instant windowsOver() {
        return clock.instant().minus(Duration.ofDays(terms.windowDays()));
    }

    private static LocalDate utcDay(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private List<Arm> arms(List<BigDecimal> strengths, List<Reward> rewards) {
        double squaresOfAll = rewards.stream().mapToDouble(Reward::squares).sum();
        long answers = rewards.stream().mapToLong(Reward::answered).sum();
        double ofAnAnswer = answers == 0 ? 0 : squaresOfAll / answers;
        LocalDate today = utcDay(windowsOver());
        return strengths.stream()
                .map(strength -> {
                    double weight = 0;
                    double sum = 0;
                    double squares = 0;
                    for (Reward reward : rewards) {
                        if (reward.strength().compareTo(strength) == 0) {
                            double age = ChronoUnit.DAYS.between(reward.day(), today);
                            double part = Math.pow(0.5, age / terms.halfLifeDays());
                            weight += part * reward.customers();
                            sum += part * reward.reward();
                            squares += part * reward.squares();
                        }
                    }
                    double mean = weight == 0 ? 0 : sum / weight;
                    return Arm.of(weight, mean, weight == 0 ? 0 : squares / weight, ofAnAnswer);
                })
                .toList();
    }
}

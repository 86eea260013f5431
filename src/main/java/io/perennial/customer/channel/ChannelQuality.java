package io.perennial.customer.channel;

import io.perennial.customer.channel.ChannelRepository.Figures;
import io.perennial.platform.clock.BusinessClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How good the customers are whom a channel brought in the last 90 days, as facts for decisions. */
@Component
public class ChannelQuality {

    private static final int DAYS = 90;
    private static final int ACTIVATION_DAYS = 30;
    private static final int RATE_SCALE = 4;

    /** Answers are kept for this many times as long as they took, so that asking never costs more than a little. */
    private static final int KEEP_FACTOR = 50;

    private static final Duration KEEP_AT_MOST = Duration.ofSeconds(10);

    /** The facts by the names that decision tables know them by. */
    public static final Set<String> FACT_KEYS = Set.of(
            "channelRegistrations", "channelCostPerRegistration", "channelActivationRate30d", "channelOverdueRate");

    private record Answer(LocalDate day, long until, Map<String, Object> facts) {}

    private final ChannelRepository repository;
    private final BusinessClock clock;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    ChannelQuality(ChannelRepository repository, BusinessClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * The channel's facts; a few seconds old at most.
     *
     * <ul>
     *   <li>{@code channelRegistrations}: customers registered in the last 90 days
     *   <li>{@code channelCostPerRegistration}: yuan; null without costs or registrations
     *   <li>{@code channelActivationRate30d}: the part of those registered 30 days ago or longer who placed an order, not
     *       cancelled, within 30 days; null when there are none
     *   <li>{@code channelOverdueRate}: the part of those with bills who were overdue; null when there are none
     * </ul>
     */
    public Map<String, Object> facts(String channel) {
        LocalDate today = clock.today();
        Answer kept = answers.get(channel);
        if (kept != null && kept.day().equals(today) && System.nanoTime() - kept.until() < 0) {
            return kept.facts();
        }
        long began = System.nanoTime();
        Map<String, Object> facts = compute(channel, today);
        long ended = System.nanoTime();
        long keep = Math.min((ended - began) * KEEP_FACTOR, KEEP_AT_MOST.toNanos());
        answers.put(channel, new Answer(today, ended + keep, facts));
        return facts;
    }

    void forget(String channel) {
        answers.remove(channel);
    }

    private Map<String, Object> compute(String channel, LocalDate today) {
        Instant now = clock.instant();
        Instant from = now.minus(Duration.ofDays(DAYS));
        Figures figures =
                repository.figures(channel, from, now.minus(Duration.ofDays(ACTIVATION_DAYS)), ACTIVATION_DAYS);
        BigDecimal cost = repository.cost(channel, clock.day(from), today);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(
                "channelCostPerRegistration",
                cost == null || figures.registered() == 0
                        ? null
                        : cost.divide(BigDecimal.valueOf(figures.registered()), 2, RoundingMode.HALF_UP));
        facts.put("channelActivationRate30d", rate(figures.activated(), figures.ripe()));
        facts.put("channelOverdueRate", rate(figures.overdue(), figures.billed()));
        facts.put("channelRegistrations", figures.registered());
        return Collections.unmodifiableMap(facts);
    }

    private static BigDecimal rate(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), RATE_SCALE, RoundingMode.HALF_UP);
    }
}

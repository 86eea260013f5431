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

/** Facts about the customers registered through a channel in the last 90 days, for decision tables. */
@Component
public class ChannelQuality {

    private static final int DAYS = 90;
    private static final int ACTIVATION_DAYS = 30;
    private static final int RATE_SCALE = 4;

    /** Results are cached this many times as long as their queries took, which bounds the share of time spent in them to 2 %. */
    private static final int CACHE_FACTOR = 50;

    private static final Duration MAX_CACHE_TIME = Duration.ofSeconds(10);

    /** Names of the facts in decision tables. */
    public static final Set<String> FACT_KEYS = Set.of(
            "channelRegistrations", "channelCostPerRegistration", "channelActivationRate30d", "channelOverdueRate");

    private record CachedFacts(LocalDate day, long expiresAt, Map<String, Object> facts) {}

    private final ChannelRepository repository;
    private final BusinessClock clock;
    private final Map<String, CachedFacts> cache = new ConcurrentHashMap<>();

    ChannelQuality(ChannelRepository repository, BusinessClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * Facts of the channel, at most ten seconds old.
     *
     * <ul>
     *   <li>{@code channelRegistrations}: customers registered in the last 90 days
     *   <li>{@code channelCostPerRegistration}: yuan; null without costs or registrations
     *   <li>{@code channelActivationRate30d}: share of the customers registered at least 30 days ago that placed an order, not
     *       cancelled, within 30 days; null without such customers
     *   <li>{@code channelOverdueRate}: share of the customers with bills that were overdue; null without such customers
     * </ul>
     */
    public Map<String, Object> facts(String channel) {
        LocalDate today = clock.today();
        CachedFacts cached = cache.get(channel);
        if (cached != null && cached.day().equals(today) && System.nanoTime() - cached.expiresAt() < 0) {
            return cached.facts();
        }
        long started = System.nanoTime();
        Map<String, Object> facts = compute(channel, today);
        long ended = System.nanoTime();
        long lifetime = Math.min((ended - started) * CACHE_FACTOR, MAX_CACHE_TIME.toNanos());
        cache.put(channel, new CachedFacts(today, ended + lifetime, facts));
        return facts;
    }

    void evict(String channel) {
        cache.remove(channel);
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
        facts.put("channelActivationRate30d", rate(figures.activated(), figures.matured()));
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

package io.perennial.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Request rate limit per user and node: a rate per second and a burst of a few seconds. Members of the group {@code service}
 * have a rate of their own.
 */
@Component
class RequestRate {

    private static final int BURST_SECONDS = 3;
    private static final int MAX_USERS = 10_000;

    private final long people;
    private final long service;

    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(MAX_USERS).build();

    RequestRate(
            @Value("${perennial.api.requests-per-second.people:300}") long people,
            @Value("${perennial.api.requests-per-second.service:1000}") long service) {
        this.people = people;
        this.service = service;
    }

    /** Counts a request of the user and returns how long to wait before it may be repeated; zero if it is accepted. */
    Duration count(Authentication user) {
        ConsumptionProbe probe = bucket(user).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket bucket(Authentication user) {
        return buckets.get(user.getName(), name -> {
            long perSecond = isService(user) ? service : people;
            return Bucket.builder()
                    .addLimit(Bandwidth.builder()
                            .capacity(perSecond * BURST_SECONDS)
                            .refillGreedy(perSecond, Duration.ofSeconds(1))
                            .build())
                    .build();
        });
    }

    private static boolean isService(Authentication user) {
        return user.getAuthorities().stream()
                .anyMatch(group -> Group.SERVICE.id().equals(group.getAuthority()));
    }
}

package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

class RequestRateTest {

    private static final long HALF = 500;

    private final RequestRate rate = new RequestRate(1, 2);

    @Test
    void rateLimitAffectsOnlyTheUserAboveIt() {
        assertThat(acceptedAtOnce(member("olga", "operations"))).isBetween(3L, HALF);
        assertThat(rate.count(member("olga", "operations"))).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(rate.count(member("boris", "operations"))).isZero();
    }

    @Test
    void servicesHaveTheirOwnRate() {
        assertThat(acceptedAtOnce(member("mall", "service"))).isBetween(6L, HALF);
    }

    private long acceptedAtOnce(Authentication user) {
        return IntStream.range(0, (int) (2 * HALF))
                .filter(n -> rate.count(user).isZero())
                .count();
    }

    private static Authentication member(String user, String group) {
        return UsernamePasswordAuthenticationToken.authenticated(user, null, AuthorityUtils.createAuthorityList(group));
    }
}

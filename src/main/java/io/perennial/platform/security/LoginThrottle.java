package io.perennial.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.perennial.platform.api.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits password guessing: after a number of wrong passwords for a user from an address, further logins of that user from that
 * address are refused for a while, even with the right password. Uses system time and is per address, so that nobody can lock
 * out another user or a machine.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class LoginThrottle extends OncePerRequestFilter {

    private static final Pattern WEB_APPLICATION_LOGIN =
            Pattern.compile("/camunda/api/admin/auth/user/[^/]+/login/[^/]+/?");

    private static final int MAX_CLIENTS = 10_000;

    private final int allowed;
    private final long windowNanos;

    private final Cache<Client, Failures> failures;

    LoginThrottle(
            @Value("${perennial.login.failures:10}") int allowed,
            @Value("${perennial.login.window:1m}") Duration window) {
        this.allowed = allowed;
        this.windowNanos = window.toNanos();
        this.failures = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .expireAfterWrite(window)
                .build();
    }

    private record Client(String user, String address) {}

    private record Failures(int count, long sinceNanos) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String user = userOf(request);
        if (user == null) {
            chain.doFilter(request, response);
            return;
        }
        Client client = new Client(user.toLowerCase(Locale.ROOT), request.getRemoteAddr());
        long wait = secondsToWait(client);
        if (wait > 0) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait));
            Problems.write(
                    response,
                    HttpStatus.TOO_MANY_REQUESTS,
                    "TOO_MANY_LOGINS",
                    "Too many wrong passwords for this user from this address. Try again in " + wait + " seconds.");
            return;
        }
        chain.doFilter(request, response);
        if (response.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
            recordFailure(client);
        } else if (response.getStatus() < HttpStatus.BAD_REQUEST.value()) {
            failures.invalidate(client);
        }
    }

    private long secondsToWait(Client client) {
        Failures failed = failures.getIfPresent(client);
        if (failed == null || failed.count() < allowed) {
            return 0;
        }
        long left = windowNanos - (System.nanoTime() - failed.sinceNanos());
        return left <= 0 ? 0 : Duration.ofNanos(left).toSeconds() + 1;
    }

    private void recordFailure(Client client) {
        failures.asMap()
                .compute(
                        client,
                        (key, before) -> new Failures(before == null ? 1 : before.count() + 1, System.nanoTime()));
    }

    /** The user name of a login attempt; null for other requests. */
    private String userOf(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (WEB_APPLICATION_LOGIN.matcher(path).matches()) {
            return request.getParameter("username");
        }
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (path.startsWith("/camunda/")
                || credentials == null
                || !credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(credentials.substring(6).trim()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(0, colon);
        } catch (IllegalArgumentException e) {
            logger.debug("Basic credentials that are not Base64", e);
            return null;
        }
    }
}

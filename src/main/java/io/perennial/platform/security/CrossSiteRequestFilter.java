package io.perennial.platform.security;

import io.perennial.platform.api.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what a page of somebody else makes a browser send here (CSRF): browsers add the password or the session by
 * themselves, and say by {@code Sec-Fetch-Site} or {@code Origin} whose page asked. Machines say neither and come in.
 */
class CrossSiteRequestFilter extends OncePerRequestFilter {

    private static final Set<String> HARMLESS_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (HARMLESS_METHODS.contains(request.getMethod()) || isOwn(request)) {
            chain.doFilter(request, response);
            return;
        }
        Problems.write(
                response, HttpStatus.FORBIDDEN, "FOREIGN_PAGE", "Pages of another site may not change anything here.");
    }

    private static boolean isOwn(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return OWN.contains(site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || isHere(origin, request.getHeader(HttpHeaders.HOST));
    }

    private static boolean isHere(String origin, String host) {
        try {
            String asked = URI.create(origin).getRawAuthority();
            return asked != null && asked.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

package io.perennial.platform.security;

import io.perennial.platform.engine.identity.Identities;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the engine who asks, for the time of a request to its REST: its own authorisations decide what that user may do. */
class EngineRestAuthentication extends OncePerRequestFilter {

    private final Identities identities;

    EngineRestAuthentication(Identities identities) {
        this.identities = identities;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (user == null) {
            throw new IllegalStateException("The engine's REST was reached without a user");
        }
        List<String> groups = user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList();
        identities.actAs(user.getName(), groups);
        try {
            chain.doFilter(request, response);
        } finally {
            identities.actAsNobody();
        }
    }
}

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

/** Sets the engine's current user during an engine REST request, so that its own authorisations apply. */
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
            throw new IllegalStateException("Engine REST request without an authenticated user");
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

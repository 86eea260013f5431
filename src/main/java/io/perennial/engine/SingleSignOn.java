package io.perennial.engine;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.camunda.bpm.engine.rest.security.auth.impl.ContainerBasedAuthenticationProvider;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Lets the engine's web applications take who is logged in already, with the groups the identity provider names. They want a
 * user of that name in the engine: one is made at the first visit, without groups and with a password that nobody knows.
 */
public class SingleSignOn extends ContainerBasedAuthenticationProvider {

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    @Override
    public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
        if (!(request.getUserPrincipal() instanceof Authentication user) || !user.isAuthenticated()) {
            return AuthenticationResult.unsuccessful();
        }
        if (known.add(user.getName())) {
            ensureUser(engine.getIdentityService(), user.getName());
        }
        AuthenticationResult visitor = AuthenticationResult.successful(user.getName());
        visitor.setGroups(user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList());
        return visitor;
    }

    private static void ensureUser(IdentityService identities, String name) {
        if (identities.createUserQuery().userId(name).count() == 0) {
            User user = identities.newUser(name);
            user.setFirstName(name);
            user.setLastName("");
            user.setPassword(UUID.randomUUID() + "-" + UUID.randomUUID());
            ((IdentityServiceImpl) identities).saveUser(user, true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("perennial.single-sign-on")
    static class Door {

        private static final int AFTER_SPRING_SECURITY = 100;

        @Bean
        FilterRegistrationBean<ContainerBasedAuthenticationFilter> singleSignOnFilter() {
            var filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
            filter.setInitParameters(Map.of("authentication-provider", SingleSignOn.class.getName()));
            filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
            filter.setOrder(AFTER_SPRING_SECURITY);
            return filter;
        }
    }
}

package io.perennial.engine;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.camunda.bpm.engine.rest.security.auth.impl.ContainerBasedAuthenticationProvider;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Lets the engine's web applications take who is logged in already, with the groups the identity provider names. */
public class SingleSignOn extends ContainerBasedAuthenticationProvider {

    @Override
    public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
        if (!(request.getUserPrincipal() instanceof Authentication user) || !user.isAuthenticated()) {
            return AuthenticationResult.unsuccessful();
        }
        AuthenticationResult known = AuthenticationResult.successful(user.getName());
        known.setGroups(user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList());
        return known;
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

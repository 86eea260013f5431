package io.perennial.platform.engine.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.camunda.bpm.engine.rest.security.auth.impl.ContainerBasedAuthenticationProvider;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Logs users of the identity provider in to the engine's web applications, with the groups of the provider. The web
 * applications need an engine user of that name: it is created at the first visit, without groups and with a random password.
 */
public class SingleSignOn extends ContainerBasedAuthenticationProvider {

    private static final String CREATED = SingleSignOn.class.getName();

    @Override
    public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
        if (!(request.getUserPrincipal() instanceof Authentication user) || !user.isAuthenticated()) {
            return AuthenticationResult.unsuccessful();
        }
        if (request.getSession().getAttribute(CREATED) == null) {
            ensureUser(engine.getIdentityService(), user.getName());
            request.getSession().setAttribute(CREATED, true);
        }
        AuthenticationResult result = AuthenticationResult.successful(user.getName());
        result.setGroups(user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList());
        return result;
    }

    private static void ensureUser(IdentityService identities, String name) {
        if (exists(identities, name)) {
            return;
        }
        User user = identities.newUser(name);
        user.setFirstName(name);
        user.setLastName("");
        user.setPassword(UUID.randomUUID() + "-" + UUID.randomUUID());
        try {
            ((IdentityServiceImpl) identities).saveUser(user, true);
        } catch (ProcessEngineException failed) {
            if (!exists(identities, name)) { // created by a concurrent request
                throw failed;
            }
        }
    }

    private static boolean exists(IdentityService identities, String name) {
        return identities.createUserQuery().userId(name).count() > 0;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("perennial.single-sign-on")
    static class Filters {

        private static final int AFTER_SPRING_SECURITY = 100;

        @Bean
        FilterRegistrationBean<ContainerBasedAuthenticationFilter> singleSignOnFilter(CamundaBpmProperties properties) {
            // Refreshed entries would have the engine's groups instead of the provider's.
            properties.getWebapp().getAuth().getCache().setTtlEnabled(false);
            var filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
            filter.setInitParameters(Map.of("authentication-provider", SingleSignOn.class.getName()));
            filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
            filter.setOrder(AFTER_SPRING_SECURITY);
            return filter;
        }
    }
}

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
 * Lets the engine's web applications take who is logged in already, with the groups the identity provider names. They want a
 * user of that name in the engine: one is made at the first visit, without groups and with a password that nobody knows.
 */
public class SingleSignOn extends ContainerBasedAuthenticationProvider {

    private static final String MET = SingleSignOn.class.getName();

    @Override
    public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
        if (!(request.getUserPrincipal() instanceof Authentication user) || !user.isAuthenticated()) {
            return AuthenticationResult.unsuccessful();
        }
        if (request.getSession().getAttribute(MET) == null) {
            ensureUser(engine.getIdentityService(), user.getName());
            request.getSession().setAttribute(MET, true);
        }
        AuthenticationResult visitor = AuthenticationResult.successful(user.getName());
        visitor.setGroups(user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList());
        return visitor;
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
            if (!exists(identities, name)) { // else another request of the same visitor was quicker
                throw failed;
            }
        }
    }

    private static boolean exists(IdentityService identities, String name) {
        return identities.createUserQuery().userId(name).count() > 0;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("perennial.single-sign-on")
    static class Door {

        private static final int AFTER_SPRING_SECURITY = 100;

        @Bean
        FilterRegistrationBean<ContainerBasedAuthenticationFilter> singleSignOnFilter(CamundaBpmProperties properties) {
            // What the web applications would read again from time to time are the engine's groups, not the provider's.
            properties.getWebapp().getAuth().getCache().setTtlEnabled(false);
            var filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
            filter.setInitParameters(Map.of("authentication-provider", SingleSignOn.class.getName()));
            filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
            filter.setOrder(AFTER_SPRING_SECURITY);
            return filter;
        }
    }
}

package io.perennial.security;

import static io.perennial.security.Group.ADMIN;
import static io.perennial.security.Group.ANALYST;
import static io.perennial.security.Group.CUSTOMER_SERVICE;
import static io.perennial.security.Group.DESIGNER;
import static io.perennial.security.Group.OPERATIONS;
import static io.perennial.security.Group.RISK;
import static io.perennial.security.Group.SERVICE;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import io.perennial.api.Problems;
import io.perennial.engine.Identities;
import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.DispatcherTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Which group may call what. What is not named here is refused. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class HttpRules {

    private static final String ADMINS = ADMIN.id();

    /** The web applications of the engine have a login, a CSRF guard and headers of their own. */
    @Bean
    @Order(1)
    SecurityFilterChain webApplications(HttpSecurity http) throws Exception {
        return http.securityMatcher(path("/camunda/**"))
                .authorizeHttpRequests(rules -> rules
                        // CVE-2026-77226: would make an administrator of anybody.
                        .requestMatchers(path("/camunda/api/admin/setup/**"))
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .exceptionHandling(no -> no.authenticationEntryPoint((request, response, e) ->
                                Problems.write(response, HttpStatus.FORBIDDEN, "FORBIDDEN", "This door is shut."))
                        .accessDeniedHandler(forbidden()))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.disable())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain engineRest(
            HttpSecurity http,
            Identities identities,
            @Value("${camunda.bpm.generic-properties.properties.query-max-results-limit}") int mostResults)
            throws Exception {
        return stateless(http.securityMatcher(path("/engine-rest/**")))
                .authorizeHttpRequests(rules -> rules.anyRequest().authenticated())
                .addFilterAfter(new EngineRestAuthentication(identities), AuthorizationFilter.class)
                .addFilterAfter(new BoundedLists(mostResults), EngineRestAuthentication.class)
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return stateless(http.securityMatcher(path("/api/**")))
                .authorizeHttpRequests(rules -> rules.requestMatchers(
                                path(POST, "/api/v1/events"),
                                path(POST, "/api/v1/coupons/*/redemptions"),
                                path(POST, "/api/v1/customers/*/points/redemptions"),
                                path("/api/v1/mall/**"))
                        .hasAnyAuthority(Group.ids(SERVICE, ADMIN))
                        .requestMatchers(path(DELETE, "/api/v1/customers/*"))
                        .hasAuthority(ADMINS)
                        .requestMatchers(path(GET, "/api/v1/customers/**"))
                        .hasAnyAuthority(Group.ids(CUSTOMER_SERVICE, OPERATIONS, RISK, ANALYST, SERVICE, ADMIN))
                        .requestMatchers(
                                path(PUT, "/api/v1/offers/**"),
                                path(PUT, "/api/v1/channels/**"),
                                path(POST, "/api/v1/coupons/*/revocations"),
                                path(GET, "/api/v1/ledger/check"))
                        .hasAnyAuthority(Group.ids(OPERATIONS, ADMIN))
                        .requestMatchers(path(GET, "/api/v1/messages/**"))
                        .hasAnyAuthority(Group.ids(OPERATIONS, DESIGNER, ADMIN))
                        .requestMatchers(path(GET, "/api/v1/insight/**"))
                        .hasAnyAuthority(Group.ids(ANALYST, OPERATIONS, ADMIN))
                        .requestMatchers(path(POST, "/api/v1/strategy-changes"))
                        .hasAnyAuthority(Group.ids(DESIGNER, OPERATIONS, ADMIN))
                        .requestMatchers(path(GET, "/api/v1/strategy-changes/**"))
                        .hasAnyAuthority(Group.ids(DESIGNER, OPERATIONS, RISK, ANALYST, ADMIN))
                        .requestMatchers(path(POST, "/api/v1/strategy-changes/*/reversal"))
                        .hasAnyAuthority(Group.ids(OPERATIONS, RISK, ADMIN))
                        .requestMatchers(path("/api/v1/models/**"))
                        .hasAnyAuthority(Group.ids(DESIGNER, ADMIN))
                        .anyRequest()
                        .hasAuthority(ADMINS))
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
        RequestMatcher description =
                new OrRequestMatcher(path("/v3/api-docs/**"), path("/swagger-ui.html"), path("/swagger-ui/**"));
        return stateless(http)
                .authorizeHttpRequests(rules -> rules.requestMatchers(
                                new DispatcherTypeRequestMatcher(DispatcherType.ERROR),
                                path(GET, "/"),
                                EndpointRequest.to(HealthEndpoint.class))
                        .permitAll()
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .hasAuthority(ADMINS)
                        .requestMatchers(description)
                        .authenticated()
                        .anyRequest()
                        .denyAll())
                .build();
    }

    private static HttpSecurity stateless(HttpSecurity http) throws Exception {
        return http.httpBasic(basic -> basic.authenticationEntryPoint(unauthorized()))
                .exceptionHandling(
                        no -> no.authenticationEntryPoint(unauthorized()).accessDeniedHandler(forbidden()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(
                        headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(
                                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'")));
    }

    private static AuthenticationEntryPoint unauthorized() {
        return (request, response, e) -> {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Perennial\", charset=\"UTF-8\"");
            Problems.write(
                    response, HttpStatus.UNAUTHORIZED, "UNAUTHORIZED", "A user and the right password are needed.");
        };
    }

    private static AccessDeniedHandler forbidden() {
        return (request, response, e) ->
                Problems.write(response, HttpStatus.FORBIDDEN, "FORBIDDEN", "This user may not do that.");
    }

    private static RequestMatcher path(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    private static RequestMatcher path(HttpMethod method, String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
    }
}

package io.perennial.platform.security;

import static io.perennial.platform.security.Group.ADMIN;
import static io.perennial.platform.security.Group.ANALYST;
import static io.perennial.platform.security.Group.CUSTOMER_SERVICE;
import static io.perennial.platform.security.Group.DESIGNER;
import static io.perennial.platform.security.Group.OPERATIONS;
import static io.perennial.platform.security.Group.RISK;
import static io.perennial.platform.security.Group.SERVICE;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Problems;
import io.perennial.platform.engine.identity.Identities;
import jakarta.servlet.DispatcherType;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.SingleResultAuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.DispatcherTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Access rules: which group may call which path. Paths not listed are refused. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {

    private static final String ADMINS = ADMIN.id();
    private static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";
    private static final String OWN_PAGES = "default-src 'self'; img-src 'self' data:; object-src 'none'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    /** Content policy of Swagger UI, which needs inline styles. */
    private static final String SWAGGER_PAGES = OWN_PAGES + "; style-src 'self' 'unsafe-inline'";

    private final RequestRate rate;
    private final OidcUsers oidcUsers;
    private final LoginThrottle throttle;
    private final boolean singleSignOn;

    SecurityConfiguration(
            RequestRate rate,
            OidcUsers oidcUsers,
            LoginThrottle throttle,
            @Value("${perennial.single-sign-on:false}") boolean singleSignOn) {
        this.rate = rate;
        this.oidcUsers = oidcUsers;
        this.throttle = throttle;
        this.singleSignOn = singleSignOn;
    }

    /**
     * The engine's web applications have their own login, CSRF filter and headers. With single sign-on their pages need a login
     * at the identity provider first; that session is accepted by the other paths too.
     */
    @Bean
    @Order(1)
    SecurityFilterChain webApplications(HttpSecurity http) throws Exception {
        http.securityMatcher(new OrRequestMatcher(path("/camunda/**"), path("/oauth2/**"), path("/login/oauth2/**")))
                .authorizeHttpRequests(rules -> {
                    // CVE-2026-77226: creates an administrator for anybody.
                    rules.requestMatchers(path("/camunda/api/admin/setup/**")).denyAll();
                    // Would allow unlimited password guessing.
                    rules.requestMatchers(path("/camunda/api/engine/engine/*/identity/verify/**"))
                            .denyAll();
                    if (singleSignOn) {
                        rules.anyRequest().authenticated();
                    } else {
                        rules.requestMatchers(path("/camunda/**")).permitAll();
                        rules.anyRequest().denyAll();
                    }
                })
                .exceptionHandling(handling -> handling.accessDeniedHandler(forbidden()))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable);
        if (singleSignOn) {
            return http.oauth2Login(login -> login.defaultSuccessUrl("/camunda/", true)
                            .failureHandler((request, response, e) -> Problems.write(
                                    response,
                                    HttpStatus.FORBIDDEN,
                                    "LOGIN_FAILED",
                                    "The identity provider's answer was not accepted. Go to /camunda/ to try again."))
                            .userInfoEndpoint(user ->
                                    user.oidcUserService(oidcUsers::loadUser).userAuthoritiesMapper(oidcUsers::groups)))
                    .build();
        }
        return http.exceptionHandling(
                        handling -> handling.authenticationEntryPoint((request, response, e) -> Problems.write(
                                response, HttpStatus.FORBIDDEN, "FORBIDDEN", "Access to this path is disabled.")))
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.disable())
                .build();
    }

    /**
     * Engine REST paths needed by the groups; the engine's own authorisations restrict what they show and do. All other paths
     * are for administrators only.
     */
    @Bean
    @Order(2)
    SecurityFilterChain engineRest(HttpSecurity http, Identities identities) throws Exception {
        return stateless(http.securityMatcher(path("/engine-rest/**")), NO_PAGE)
                .authorizeHttpRequests(rules -> rules
                        // Would allow unlimited password guessing.
                        .requestMatchers(engine("/identity/verify/**"))
                        .denyAll()
                        .requestMatchers(path(GET, "/engine-rest/engine"))
                        .authenticated()
                        .requestMatchers(engine(
                                GET,
                                "/version",
                                "/identity/groups",
                                "/user",
                                "/user/count",
                                "/user/*/profile",
                                "/task",
                                "/task/count",
                                "/filter",
                                "/filter/count",
                                "/filter/*",
                                "/filter/*/*",
                                "/deployment",
                                "/deployment/count"))
                        .authenticated()
                        .requestMatchers(engine(POST, "/task", "/task/count", "/filter/*/*"))
                        .authenticated()
                        .requestMatchers(engine("/task/**"))
                        .hasAnyAuthority(Group.ids(CUSTOMER_SERVICE, OPERATIONS, RISK, ADMIN))
                        .requestMatchers(engine(GET, "/process-definition/**"))
                        .hasAnyAuthority(Group.ids(CUSTOMER_SERVICE, OPERATIONS, RISK, DESIGNER, SERVICE, ADMIN))
                        .requestMatchers(engine(
                                POST,
                                "/process-definition/key/*/start",
                                "/process-definition/key/*/submit-form",
                                "/process-definition/*/start",
                                "/process-definition/*/submit-form"))
                        .hasAnyAuthority(Group.ids(OPERATIONS, DESIGNER, SERVICE, ADMIN))
                        .requestMatchers(engine(GET, "/process-instance/**"))
                        .hasAnyAuthority(Group.ids(DESIGNER, SERVICE, ADMIN))
                        .requestMatchers(engine(POST, "/message"))
                        .hasAnyAuthority(Group.ids(SERVICE, ADMIN))
                        .requestMatchers(engine(POST, "/deployment/create"))
                        .hasAnyAuthority(Group.ids(DESIGNER, ADMIN))
                        .requestMatchers(engine(
                                GET,
                                "/deployment/**",
                                "/decision-definition/**",
                                "/decision-requirements-definition/**",
                                "/incident/**",
                                "/job/**"))
                        .hasAnyAuthority(Group.ids(DESIGNER, ADMIN))
                        .requestMatchers(engine(PUT, "/job/*/retries"))
                        .hasAnyAuthority(Group.ids(DESIGNER, ADMIN))
                        .anyRequest()
                        .hasAuthority(ADMINS))
                .addFilterBefore(new RequestRateFilter(rate), AuthorizationFilter.class)
                .addFilterAfter(new EngineRestAuthentication(identities), AuthorizationFilter.class)
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return stateless(http.securityMatcher(path("/api/**")), NO_PAGE)
                .addFilterBefore(new RequestRateFilter(rate), AuthorizationFilter.class)
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
    SecurityFilterChain otherPaths(HttpSecurity http, @Value("${perennial.mall.demo-page:false}") boolean demoPage)
            throws Exception {
        RequestMatcher swagger = new OrRequestMatcher(path("/swagger-ui.html"), path("/swagger-ui/**"));
        RequestMatcher description = new OrRequestMatcher(path("/v3/api-docs/**"), swagger);
        RequestMatcher dashboard = new OrRequestMatcher(
                path(GET, "/"),
                path(GET, "/index.html"),
                path(GET, "/dashboard/**"),
                path(GET, "/webjars/echarts/**"),
                path(GET, "/webjars/bpmn-js/**"));
        return stateless(http, OWN_PAGES)
                .headers(headers -> headers.addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        swagger, (request, response) -> response.setHeader("Content-Security-Policy", SWAGGER_PAGES))))
                .authorizeHttpRequests(rules -> rules.requestMatchers(
                                new DispatcherTypeRequestMatcher(DispatcherType.ERROR),
                                EndpointRequest.to(HealthEndpoint.class))
                        .permitAll()
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .hasAuthority(ADMINS)
                        .requestMatchers(description, path(GET, "/shared/**"))
                        .authenticated()
                        .requestMatchers(path(GET, "/mall/demo"), path(GET, "/mall/demo/**"))
                        .access(
                                demoPage
                                        ? AuthorityAuthorizationManager.hasAnyAuthority(Group.ids(SERVICE, ADMIN))
                                        : SingleResultAuthorizationManager.denyAll())
                        .requestMatchers(dashboard)
                        .hasAnyAuthority(Group.ids(ANALYST, OPERATIONS, RISK, CUSTOMER_SERVICE, DESIGNER, ADMIN))
                        .anyRequest()
                        .denyAll())
                .build();
    }

    /** Answers malformed requests, such as paths with encoded dots or line ends. */
    @Bean
    RequestRejectedHandler malformedRequests() {
        return (request, response, rejected) ->
                Problems.write(response, HttpStatus.BAD_REQUEST, "MALFORMED", "The URL of this request is malformed.");
    }

    private HttpSecurity stateless(HttpSecurity http, String contentPolicy) throws Exception {
        oidcUsers.accept(http, unauthorized());
        return http.httpBasic(basic -> basic.authenticationEntryPoint(unauthorized()))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthorized()).accessDeniedHandler(forbidden()))
                .sessionManagement(session -> session.sessionCreationPolicy(
                        singleSignOn ? SessionCreationPolicy.NEVER : SessionCreationPolicy.STATELESS))
                // Replaced by CrossSiteRequestFilter: browsers add passwords and session cookies automatically.
                .csrf(AbstractHttpConfigurer::disable)
                .addFilterBefore(new CrossSiteRequestFilter(), BasicAuthenticationFilter.class)
                // Already a servlet filter, but not on a separate management port.
                .addFilterBefore(throttle, BasicAuthenticationFilter.class)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(contentPolicy))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicyHeader(
                                policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)));
    }

    private static AuthenticationEntryPoint unauthorized() {
        return (request, response, e) -> {
            if (e.getCause() instanceof ApiException busy) {
                response.setHeader(HttpHeaders.RETRY_AFTER, "5");
                Problems.write(response, busy.status(), busy.code(), busy.getMessage());
                return;
            }
            response.setHeader("WWW-Authenticate", "Basic realm=\"Perennial\", charset=\"UTF-8\"");
            Problems.write(response, HttpStatus.UNAUTHORIZED, "UNAUTHORIZED", "Authentication required.");
        };
    }

    private static AccessDeniedHandler forbidden() {
        return (request, response, e) -> Problems.write(
                response, HttpStatus.FORBIDDEN, "FORBIDDEN", "This user has no permission for this request.");
    }

    /** Matches engine REST paths, which exist twice: for the default engine and for a named engine. */
    private static RequestMatcher engine(HttpMethod method, String... patterns) {
        return new OrRequestMatcher(Arrays.stream(patterns)
                .flatMap(pattern -> Stream.of("/engine-rest" + pattern, "/engine-rest/engine/*" + pattern))
                .map(pattern -> PathPatternRequestMatcher.withDefaults().matcher(method, pattern))
                .toArray(RequestMatcher[]::new));
    }

    private static RequestMatcher engine(String pattern) {
        return new OrRequestMatcher(path("/engine-rest" + pattern), path("/engine-rest/engine/*" + pattern));
    }

    private static RequestMatcher path(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    private static RequestMatcher path(HttpMethod method, String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
    }
}

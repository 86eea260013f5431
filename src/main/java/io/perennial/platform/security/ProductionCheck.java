package io.perennial.platform.security;

import io.perennial.platform.engine.identity.Identities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Refuses to start with an incomplete configuration: MySQL without address and user, production with development settings. */
class ProductionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final int ROUNDS = 210_000;
    private static final Set<String> SENSITIVE_ENDPOINTS =
            Set.of("*", "env", "configprops", "heapdump", "threaddump", "beans", "logfile", "httpexchanges");
    private static final List<String> WELL_KNOWN =
            List.of("password", "passw0rd", "changeme", "camunda", "123456", "qwerty", "admin");

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        List<String> problems = violations(context.getEnvironment());
        if (!problems.isEmpty()) {
            throw new NotReady(problems);
        }
    }

    static List<String> violations(Environment environment) {
        boolean production = environment.acceptsProfiles(Profiles.of("production"));
        List<String> problems = new ArrayList<>();
        if (production || environment.acceptsProfiles(Profiles.of("mysql"))) {
            require(
                    environment,
                    "spring.datasource.url",
                    "PERENNIAL_DB_URL (jdbc:mysql://host:port/database)",
                    problems);
            require(environment, "spring.datasource.username", "PERENNIAL_DB_USER", problems);
            require(environment, "spring.datasource.password", "PERENNIAL_DB_PASSWORD", problems);
        }
        if (production) {
            require(
                    environment,
                    "perennial.password",
                    "PERENNIAL_PASSWORD (first password of the first users)",
                    problems);
            String password = environment.getProperty("perennial.password", "");
            if (!password.isBlank() && (!Identities.isStrong(password) || isWellKnown(password))) {
                problems.add(
                        "PERENNIAL_PASSWORD is weak: at least ten characters, lower and upper case letters, a digit and a"
                                + " special character, and no well-known password");
            }
            if (environment.getProperty("spring.datasource.url", "").startsWith("jdbc:h2:")) {
                problems.add("H2 is for evaluation only: production needs MySQL");
            }
            if (environment.getProperty("perennial.demo", Boolean.class, false)) {
                problems.add("perennial.demo must be false: it creates artificial customers");
            }
            if (!environment.getProperty("perennial.clock", "system").equals("system")) {
                problems.add("perennial.clock must be system: production uses system time");
            }
            if (environment
                    .getProperty("server.forward-headers-strategy", "none")
                    .equalsIgnoreCase("none")) {
                problems.add(
                        "server.forward-headers-strategy must be native or framework: client address and protocol come from"
                                + " the TLS proxy");
            }
            requireTrue(environment, "server.servlet.session.cookie.secure", problems);
            requireTrue(environment, "camunda.bpm.webapp.session-cookie.enable-secure-cookie", problems);
            requireTrue(environment, "camunda.bpm.webapp.csrf.enable-secure-cookie", problems);
            requireTrue(environment, "camunda.bpm.authorization.enabled", problems);
            requireTrue(environment, "camunda.bpm.generic-properties.properties.enable-password-policy", problems);
            if (environment.getProperty("perennial.login.rounds", Integer.class, ROUNDS) < ROUNDS) {
                problems.add(
                        "perennial.login.rounds must be " + ROUNDS + " at least: passwords would be easy to guess");
            }
            checkExposure(environment, problems);
        }
        return problems;
    }

    private static void checkExposure(Environment environment, List<String> problems) {
        String exposed = environment.getProperty("management.endpoints.web.exposure.include", "");
        for (String endpoint : exposed.split(",")) {
            if (SENSITIVE_ENDPOINTS.contains(endpoint.trim())) {
                problems.add("management.endpoints.web.exposure.include must not have " + endpoint.trim()
                        + ": it exposes settings or memory");
            }
        }
        String jwt = "spring.security.oauth2.resourceserver.jwt.";
        boolean tokens = !environment.getProperty(jwt + "issuer-uri", "").isBlank()
                || !environment.getProperty(jwt + "jwk-set-uri", "").isBlank();
        if (tokens
                && environment
                        .getProperty(jwt + "audiences", environment.getProperty(jwt + "audiences[0]", ""))
                        .isBlank()) {
            problems.add(jwt + "audiences is missing: tokens issued for other services would be accepted");
        }
    }

    private static boolean isWellKnown(String password) {
        String lower = password.toLowerCase(Locale.ROOT);
        return WELL_KNOWN.stream().anyMatch(lower::contains);
    }

    private static void requireTrue(Environment environment, String property, List<String> problems) {
        if (!environment.getProperty(property, Boolean.class, false)) {
            problems.add(property + " must be true");
        }
    }

    private static void require(Environment environment, String property, String name, List<String> problems) {
        if (environment.getProperty(property, "").isBlank()) {
            problems.add(name + " is missing from the environment");
        }
    }

    /** All missing or unsafe settings. */
    static final class NotReady extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotReady(List<String> problems) {
            super("Perennial refuses to start:\n  - " + String.join("\n  - ", problems));
        }
    }
}

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

/** Refuses to start half configured: on MySQL without its address and user, in production with anything made for play. */
class ProductionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final int ROUNDS = 210_000;
    private static final Set<String> TELLTALE =
            Set.of("*", "env", "configprops", "heapdump", "threaddump", "beans", "logfile", "httpexchanges");
    private static final List<String> WELL_KNOWN =
            List.of("password", "passw0rd", "changeme", "camunda", "123456", "qwerty", "admin");

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        List<String> wrong = complaints(context.getEnvironment());
        if (!wrong.isEmpty()) {
            throw new NotReady(wrong);
        }
    }

    static List<String> complaints(Environment environment) {
        boolean production = environment.acceptsProfiles(Profiles.of("production"));
        List<String> wrong = new ArrayList<>();
        if (production || environment.acceptsProfiles(Profiles.of("mysql"))) {
            require(environment, "spring.datasource.url", "PERENNIAL_DB_URL (jdbc:mysql://host:port/database)", wrong);
            require(environment, "spring.datasource.username", "PERENNIAL_DB_USER", wrong);
            require(environment, "spring.datasource.password", "PERENNIAL_DB_PASSWORD", wrong);
        }
        if (production) {
            require(environment, "perennial.password", "PERENNIAL_PASSWORD (first password of the first users)", wrong);
            String password = environment.getProperty("perennial.password", "");
            if (!password.isBlank() && (!Identities.isStrong(password) || isWellKnown(password))) {
                wrong.add(
                        "PERENNIAL_PASSWORD is weak: ten characters at least, small and capital letters, a digit and a"
                                + " sign, and none of the words everybody tries");
            }
            if (environment.getProperty("spring.datasource.url", "").startsWith("jdbc:h2:")) {
                wrong.add("H2 is for trying out: production needs MySQL");
            }
            if (environment.getProperty("perennial.demo", Boolean.class, false)) {
                wrong.add("perennial.demo must be false: production has customers of its own");
            }
            if (!environment.getProperty("perennial.clock", "system").equals("system")) {
                wrong.add("perennial.clock must be system: production lives in real time");
            }
            if (environment
                    .getProperty("server.forward-headers-strategy", "none")
                    .equalsIgnoreCase("none")) {
                wrong.add(
                        "server.forward-headers-strategy must be native or framework: the proxy that does TLS says who"
                                + " calls and over what");
            }
            demand(environment, "server.servlet.session.cookie.secure", wrong);
            demand(environment, "camunda.bpm.webapp.session-cookie.enable-secure-cookie", wrong);
            demand(environment, "camunda.bpm.webapp.csrf.enable-secure-cookie", wrong);
            demand(environment, "camunda.bpm.authorization.enabled", wrong);
            demand(environment, "camunda.bpm.generic-properties.properties.enable-password-policy", wrong);
            if (environment.getProperty("perennial.login.rounds", Integer.class, ROUNDS) < ROUNDS) {
                wrong.add("perennial.login.rounds must be " + ROUNDS + " at least: passwords would be easy to guess");
            }
            checkTells(environment, wrong);
        }
        return wrong;
    }

    private static void checkTells(Environment environment, List<String> wrong) {
        String exposed = environment.getProperty("management.endpoints.web.exposure.include", "");
        for (String endpoint : exposed.split(",")) {
            if (TELLTALE.contains(endpoint.trim())) {
                wrong.add("management.endpoints.web.exposure.include must not have " + endpoint.trim()
                        + ": it tells settings or memory");
            }
        }
        String jwt = "spring.security.oauth2.resourceserver.jwt.";
        boolean tokens = !environment.getProperty(jwt + "issuer-uri", "").isBlank()
                || !environment.getProperty(jwt + "jwk-set-uri", "").isBlank();
        if (tokens
                && environment
                        .getProperty(jwt + "audiences", environment.getProperty(jwt + "audiences[0]", ""))
                        .isBlank()) {
            wrong.add(jwt + "audiences is missing: tokens made for others would be taken");
        }
    }

    private static boolean isWellKnown(String password) {
        String small = password.toLowerCase(Locale.ROOT);
        return WELL_KNOWN.stream().anyMatch(small::contains);
    }

    private static void demand(Environment environment, String property, List<String> wrong) {
        if (!environment.getProperty(property, Boolean.class, false)) {
            wrong.add(property + " must be true");
        }
    }

    private static void require(Environment environment, String property, String name, List<String> wrong) {
        if (environment.getProperty(property, "").isBlank()) {
            wrong.add(name + " is missing from the environment");
        }
    }

    /** What is missing or wrong, all at once. */
    static final class NotReady extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotReady(List<String> wrong) {
            super("Perennial does not start like this:\n  - " + String.join("\n  - ", wrong));
        }
    }
}

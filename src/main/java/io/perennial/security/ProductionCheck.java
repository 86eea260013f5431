package io.perennial.security;

import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Refuses to start half configured: on MySQL without its address and user, in production with anything made for play. */
class ProductionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

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
            if (environment.getProperty("spring.datasource.url", "").startsWith("jdbc:h2:")) {
                wrong.add("H2 is for trying out: production needs MySQL");
            }
            if (environment.getProperty("perennial.demo", Boolean.class, false)) {
                wrong.add("perennial.demo must be false: production has customers of its own");
            }
            if (!environment.getProperty("perennial.clock", "system").equals("system")) {
                wrong.add("perennial.clock must be system: production lives in real time");
            }
        }
        return wrong;
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

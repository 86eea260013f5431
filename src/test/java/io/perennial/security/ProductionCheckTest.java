package io.perennial.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class ProductionCheckTest {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void productionNamesEverythingThatIsMissingAtOnce() {
        environment.setActiveProfiles("production", "mysql");

        assertThat(ProductionCheck.complaints(environment))
                .hasSize(4)
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_DB_URL"))
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_DB_USER"))
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_DB_PASSWORD"))
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_PASSWORD"));
    }

    @Test
    void productionRefusesToys() {
        complete();
        environment.setActiveProfiles("production", "mysql");
        environment.setProperty("spring.datasource.url", "jdbc:h2:mem:x");
        environment.setProperty("perennial.demo", "true");
        environment.setProperty("perennial.clock", "simulated");

        assertThat(ProductionCheck.complaints(environment)).hasSize(3);
    }

    @Test
    void productionStartsWhenAllIsThere() {
        complete();
        environment.setActiveProfiles("production", "mysql");

        assertThat(ProductionCheck.complaints(environment)).isEmpty();
    }

    @Test
    void theEmbeddedStartNeedsNothing() {
        assertThat(ProductionCheck.complaints(environment)).isEmpty();
    }

    private void complete() {
        environment.setProperty("spring.datasource.url", "jdbc:mysql://db/perennial");
        environment.setProperty("spring.datasource.username", "perennial");
        environment.setProperty("spring.datasource.password", "secret");
        environment.setProperty("perennial.password", "secret");
    }
}

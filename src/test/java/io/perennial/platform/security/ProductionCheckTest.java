package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.mock.env.MockEnvironment;

class ProductionCheckTest {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void productionListsAllMissingSettings() {
        complete();
        environment.setActiveProfiles("production", "mysql");
        for (String needed : List.of("url", "username", "password")) {
            environment.setProperty("spring.datasource." + needed, "");
        }
        environment.setProperty("perennial.password", "");

        assertThat(ProductionCheck.violations(environment))
                .hasSize(4)
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_DB_URL"))
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_DB_USER"))
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_DB_PASSWORD"))
                .anySatisfy(c -> assertThat(c).contains("PERENNIAL_PASSWORD"));
    }

    @Test
    void productionRejectsDevelopmentSettings() {
        complete();
        environment.setActiveProfiles("production", "mysql");
        environment.setProperty("spring.datasource.url", "jdbc:h2:mem:x");
        environment.setProperty("perennial.demo", "true");
        environment.setProperty("perennial.clock", "simulated");

        assertThat(ProductionCheck.violations(environment)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "perennial.password, short-A1, PERENNIAL_PASSWORD is weak",
        "perennial.password, nobigletters-1, PERENNIAL_PASSWORD is weak",
        "perennial.password, My-Password-2026, PERENNIAL_PASSWORD is weak",
        "server.forward-headers-strategy, none, forward-headers-strategy",
        "server.servlet.session.cookie.secure, false, cookie.secure",
        "camunda.bpm.webapp.session-cookie.enable-secure-cookie, false, secure-cookie",
        "camunda.bpm.webapp.csrf.enable-secure-cookie, false, secure-cookie",
        "perennial.login.rounds, 1000, perennial.login.rounds",
        "camunda.bpm.authorization.enabled, false, authorization.enabled",
        "camunda.bpm.generic-properties.properties.enable-password-policy, false, password-policy",
        "management.endpoints.web.exposure.include, 'health, env', must not have env",
        "management.endpoints.web.exposure.include, *, must not have *",
        "spring.security.oauth2.resourceserver.jwt.issuer-uri, https://issuer, audiences is missing"
    })
    void productionRejectsUnsafeSettingsWithReason(String property, String value, String reason) {
        complete();
        environment.setActiveProfiles("production", "mysql");
        environment.setProperty(property, value);

        assertThat(ProductionCheck.violations(environment))
                .singleElement()
                .satisfies(complaint -> assertThat(complaint).contains(reason));
    }

    @Test
    void productionProfileIsSafe() throws IOException {
        StandardEnvironment files = new StandardEnvironment();
        files.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        files.setActiveProfiles("production", "mysql");
        YamlPropertySourceLoader yaml = new YamlPropertySourceLoader();
        for (String file : List.of("application-production.yaml", "application-mysql.yaml", "application.yaml")) {
            yaml.load(file, new FileSystemResource("config/" + file)).forEach(files.getPropertySources()::addLast);
        }
        Map<String, Object> given = Map.of(
                "PERENNIAL_DB_URL", "jdbc:mysql://db/perennial",
                "PERENNIAL_DB_USER", "u",
                "PERENNIAL_DB_PASSWORD", "p",
                "perennial.password", "Quiet-Harbour-7");
        files.getPropertySources().addFirst(new MapPropertySource("given", given));

        assertThat(ProductionCheck.violations(files)).isEmpty();
    }

    @Test
    void productionStartsWithCompleteSettings() {
        complete();
        environment.setActiveProfiles("production", "mysql");

        assertThat(ProductionCheck.violations(environment)).isEmpty();
    }

    @Test
    void embeddedStartNeedsNoSettings() {
        assertThat(ProductionCheck.violations(environment)).isEmpty();
    }

    private void complete() {
        environment.setProperty("spring.datasource.url", "jdbc:mysql://db/perennial");
        environment.setProperty("spring.datasource.username", "perennial");
        environment.setProperty("spring.datasource.password", "secret");
        environment.setProperty("perennial.password", "Quiet-Harbour-7");
        environment.setProperty("server.forward-headers-strategy", "native");
        for (String must : List.of(
                "server.servlet.session.cookie.secure",
                "camunda.bpm.webapp.session-cookie.enable-secure-cookie",
                "camunda.bpm.webapp.csrf.enable-secure-cookie",
                "camunda.bpm.authorization.enabled",
                "camunda.bpm.generic-properties.properties.enable-password-policy")) {
            environment.setProperty(must, "true");
        }
    }
}

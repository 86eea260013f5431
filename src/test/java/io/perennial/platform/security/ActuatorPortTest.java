package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The actuator on a separate port, which a firewall can block: the same rules apply. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "perennial.models=src/test/resources/engine-models",
            "management.server.port=0",
            "perennial.login.failures=3",
            TestApplication.NO_DEMO,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND
        })
@TestDatabases.OnH2
class ActuatorPortTest {

    private static final List<String> TELLTALE =
            List.of("env", "configprops", "heapdump", "threaddump", "beans", "logfile");

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Test
    void healthIsOpenOnTheManagementPortOnly() {
        assertThat(managementPort).isNotEqualTo(port);
        Visitor nobody = Visitor.nobody(managementPort);
        assertThat(nobody.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(nobody.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(nobody.get("/actuator/health").body()).doesNotContain("components");
        assertThat(Visitor.user(port, "admin", TestApplication.PASSWORD)
                        .get("/actuator/health")
                        .statusCode())
                .isIn(403, 404);
    }

    @Test
    void otherEndpointsAreForAdministrators() {
        assertThat(Visitor.nobody(managementPort).get("/actuator/metrics").statusCode())
                .isEqualTo(401);
        assertThat(Visitor.user(managementPort, "service", TestApplication.PASSWORD)
                        .get("/actuator/metrics")
                        .statusCode())
                .isEqualTo(403);
        Visitor admin = Visitor.user(managementPort, "admin", TestApplication.PASSWORD);
        assertThat(admin.get("/actuator/metrics").statusCode()).isEqualTo(200);
        assertThat(admin.json("/actuator/health").get("components")).isNotNull();
        for (String path : TELLTALE) {
            assertThat(admin.get("/actuator/" + path).statusCode()).as(path).isIn(403, 404);
        }
    }

    @Test
    void managementPortServesOnlyTheActuator() {
        Visitor admin = Visitor.user(managementPort, "admin", TestApplication.PASSWORD);
        for (String path : List.of("/api/v1/clock", "/engine-rest/engine", "/camunda/app/tasklist/default/")) {
            assertThat(admin.get(path).statusCode()).as(path).isIn(403, 404);
        }
    }

    @Test
    void guessingIsThrottledOnTheManagementPort() {
        Visitor client = Visitor.user(managementPort, "unknown-user", "wrong");
        for (int n = 0; n < 3; n++) {
            assertThat(client.get("/actuator/metrics").statusCode()).isEqualTo(401);
        }
        assertThat(client.get("/actuator/metrics").statusCode()).isEqualTo(429);
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** Models change and effects fail while journeys run: nobody is lost, and whoever watches can see and mend it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.metrics.kept=0s"
        })
@Import(TestApplication.class)
abstract class RunningProcessesScenario {

    private static final String MIGRATION = "/api/v1/models/activation/migration";

    @Autowired
    private TestApplication app;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private MeterRegistry meters;

    private String prefix;

    @BeforeEach
    void aNewDay(TestInfo test) {
        app.settle();
        app.now(app.now()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(1, ChronoUnit.DAYS)
                .plus(4, ChronoUnit.HOURS)
                .toString());
        prefix = "w" + Integer.toHexString(test.getDisplayName().hashCode()) + "-";
    }

    // --- models that change ---

    @Test
    void runningJourneysMoveToAnotherVersionACanaryFirst() throws IOException {
        int from = deploy("name=\"Send a reminder\"", "name=\"Send one reminder\"");
        List<String> customers = newcomers(5);
        app.jump("P3D");
        String due = waitingFor(customers.get(0));
        int to = deploy("name=\"Send a reminder\"", "name=\"Send the reminder\"");

        JsonNode preview = app.expect(200, preview("designer", from, to));
        assertThat(preview.get("running").asInt()).isEqualTo(5);
        assertThat(preview.get("gone")).isEmpty();
        assertThat(preview.get("activities")).singleElement().satisfies(cohort -> {
            assertThat(cohort.get("activity").asText()).isEqualTo("Event_Day7");
            assertThat(cohort.get("instances").asInt()).isEqualTo(5);
            assertThat(cohort.get("mapsTo").asText()).isEqualTo("Event_Day7");
        });

        JsonNode canary = app.expect(202, move("designer", from, to, "Event_Day7", 0.2));
        assertThat(canary.get("moving").asInt()).isEqualTo(1);
        assertThat(canary.get("left").asInt()).isEqualTo(4);
        app.settle();
        assertThat(customers.stream().filter(this::wasMoved)).hasSize(1);
        JsonNode progress = app.get(MIGRATION + "/" + canary.get("batchId").asText());
        assertThat(progress.get("done").asInt()).isEqualTo(1);
        assertThat(progress.get("failed").asInt()).isZero();

        assertThat(app.expect(202, move("designer", from, to, null, 1))
                        .get("moving")
                        .asInt())
                .isEqualTo(4);
        app.settle();
        assertThat(customers).allMatch(this::wasMoved);
        assertThat(waitingFor(customers.get(0))).isEqualTo(due);

        app.orders(customers.get(0), 100);
        assertThat(app.stage(customers.get(0))).isEqualTo("RETENTION");
    }

    @Test
    void whoIsWhereTheNewVersionHasNoPlaceStaysAndTheTimelineSaysSo() throws IOException {
        List<String> customers = newcomers(2);
        int from = latest();
        int to = deploy("Event_Day7\"", "Event_DaySeven\"");

        JsonNode preview = app.expect(200, preview("admin", from, to));
        assertThat(preview.get("activities")).anySatisfy(cohort -> {
            assertThat(cohort.get("activity").asText()).isEqualTo("Event_Day7");
            assertThat(cohort.get("mapsTo").isNull()).isTrue();
        });
        JsonNode moving = app.expect(202, move("admin", from, to, null, 1));
        app.settle();

        assertThat(moving.get("moving").asInt()).isZero();
        assertThat(moving.get("cannot").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(customers)
                .allSatisfy(customer ->
                        assertThat(app.entries(customer, "MODEL_NOT_MIGRATED")).hasSize(1));
        assertThat(customers).noneMatch(this::wasMoved);
        deploy("Event_Day7\"", "Event_Day7\"");
    }

    @Test
    void aMoveThatFailsWhenItIsMadeIsOnTheTimelineToo() throws IOException {
        String customer = newcomers(1).get(0);
        int from = latest();
        int to = deploy("Event_Day7\"", "Event_DaySeven\"");
        String instance =
                app.customer(customer).at("/journeys/0/processInstanceId").asText();

        app.post(
                "/engine-rest/migration/executeAsync",
                Map.of(
                        "migrationPlan",
                        Map.of(
                                "sourceProcessDefinitionId", definition(from),
                                "targetProcessDefinitionId", definition(to),
                                "instructions", List.of()),
                        "processInstanceIds",
                        List.of(instance)));
        app.settle();
        app.settle();

        assertThat(app.entries(customer, "MODEL_NOT_MIGRATED")).hasSize(1);
        assertThat(wasMoved(customer)).isFalse();
        deploy("Event_Day7\"", "Event_Day7\"");
    }

    private String definition(int version) {
        return app.get("/engine-rest/process-definition?key=activation&version=" + version)
                .at("/0/id")
                .asText();
    }

    @Test
    void onlyDesignersAndAdministratorsMoveJourneysAndOnlyBetweenVersionsThereAre() {
        for (String user : List.of("operations", "risk", "analyst", "service", "customer-service")) {
            assertThat(preview(user, 1, 2).getStatusCode().value()).as(user).isEqualTo(403);
            assertThat(move(user, 1, 2, null, 1).getStatusCode().value())
                    .as(user)
                    .isEqualTo(403);
        }
        assertThat(code(404, preview("designer", 1, 99))).isEqualTo("UNKNOWN_VERSION");
        assertThat(code(400, preview("designer", 1, 1))).isEqualTo("INVALID");
        assertThat(code(400, move("designer", 1, 1, null, 2))).isEqualTo("INVALID");
        assertThat(code(404, app.call("designer", HttpMethod.GET, MIGRATION + "/none", null)))
                .isEqualTo("UNKNOWN_BATCH");
    }

    // --- effects that fail ---

    @Test
    void aFailedEffectIsAnIncidentThatSaysWhyUntilSomebodyMendsAndRetriesIt() throws IOException {
        double before = meter("perennial.incidents.open");
        String customer = newcomers(1).get(0);
        String instance =
                app.customer(customer).at("/journeys/0/processInstanceId").asText();
        deploy("dmn/activation-offer.dmn", "\"welcome-20-off\"", "\"welcome-99-off\"");

        app.jump("P7D");
        app.jump("PT6M");
        app.jump("PT6M");
        app.jump("PT6M");

        JsonNode incident =
                app.get("/engine-rest/incident?processInstanceId=" + instance).get(0);
        assertThat(incident.get("incidentMessage").asText())
                .startsWith("Issue the coupon: ")
                .contains("welcome-99-off");
        assertThat(meter("perennial.incidents.open")).isEqualTo(before + 1);
        assertThat(meter("perennial.jobs.failed")).isEqualTo(before + 1);
        assertThat(app.coupons(customer)).isEmpty();

        deploy("dmn/activation-offer.dmn", "", "");
        app.expect(
                204,
                app.call(
                        "admin",
                        HttpMethod.PUT,
                        "/engine-rest/process-instance/" + instance + "/variables/activationOffers",
                        Map.of("value", "welcome-20-off")));
        app.expect(
                204,
                app.call(
                        "designer",
                        HttpMethod.PUT,
                        "/engine-rest/job/" + incident.get("configuration").asText() + "/retries",
                        Map.of("retries", 1)));
        app.settle();

        assertThat(app.coupons(customer)).hasSize(1);
        assertThat(meter("perennial.incidents.open")).isEqualTo(before);
    }

    @Test
    void whatRunsAndWhatIsDueIsCounted() {
        double before = meters.get("perennial.processes.running")
                .tag("process", "activation")
                .gauge()
                .value();

        newcomers(3);

        assertThat(meters.get("perennial.processes.running")
                        .tag("process", "activation")
                        .gauge()
                        .value())
                .isEqualTo(before + 3);
        assertThat(meter("perennial.jobs.due")).isZero();
        app.post("/api/v1/clock", Map.of("advance", "P7D"));
        assertThat(meter("perennial.jobs.due")).isGreaterThanOrEqualTo(3);
    }

    private List<String> newcomers(int count) {
        List<String> customers =
                IntStream.range(0, count).mapToObj(n -> prefix + n).toList();
        customers.forEach(customer -> app.registers(customer, "SEARCH"));
        return customers;
    }

    private String waitingFor(String customer) {
        return app.customer(customer).at("/journeys/0/waitingFor").toString();
    }

    private boolean wasMoved(String customer) {
        return !app.entries(customer, "MODEL_MIGRATED").isEmpty();
    }

    private int latest() {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("activation")
                .latestVersion()
                .singleResult()
                .getVersion();
    }

    private int deploy(String from, String to) throws IOException {
        deploy("bpmn/activation.bpmn", from, to);
        return latest();
    }

    private void deploy(String file, String from, String to) throws IOException {
        repository
                .createDeployment()
                .addString(file, Files.readString(Path.of(file)).replace(from, to))
                .deploy();
    }

    private ResponseEntity<String> preview(String user, int from, int to) {
        return app.call(user, HttpMethod.GET, MIGRATION + "?from=" + from + "&to=" + to, null);
    }

    private ResponseEntity<String> move(String user, int from, int to, String activity, double share) {
        Map<String, Object> move = new java.util.HashMap<>(Map.of("from", from, "to", to, "share", share));
        if (activity != null) {
            move.put("activity", activity);
        }
        return app.call(user, HttpMethod.POST, MIGRATION, move);
    }

    private String code(int status, ResponseEntity<String> answer) {
        return app.expect(status, answer).get("code").asText();
    }

    private double meter(String name) {
        return meters.get(name).gauge().value();
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.perennial.platform.engine.jobs.DueJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.management.JobDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** Models change and effects fail while journeys run: no journey is lost, and operators can see and fix it. */
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
    private ManagementService management;

    @Autowired
    private DueJobs jobs;

    @Autowired
    private MeterRegistry meters;

    private String prefix;

    @BeforeEach
    void advanceToNextDay(TestInfo test) {
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
    void runningJourneysMigrateCanaryFirst() throws IOException {
        int from = deploy("name=\"Send a reminder\"", "name=\"Send one reminder\"");
        List<String> customers = registerCustomers(5);
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
        assertThat(customers.stream().filter(this::wasMigrated)).hasSize(1);
        JsonNode progress = app.get(MIGRATION + "/" + canary.get("batchId").asText());
        assertThat(progress.get("done").asInt()).isEqualTo(1);
        assertThat(progress.get("failed").asInt()).isZero();

        assertThat(app.expect(202, move("designer", from, to, null, 1))
                        .get("moving")
                        .asInt())
                .isEqualTo(4);
        app.settle();
        assertThat(customers).allMatch(this::wasMigrated);
        assertThat(waitingFor(customers.get(0))).isEqualTo(due);

        app.orders(customers.get(0), 100);
        assertThat(app.stage(customers.get(0))).isEqualTo("RETENTION");
    }

    @Test
    void unmappableInstanceStaysAndIsOnTheTimeline() throws IOException {
        List<String> customers = registerCustomers(2);
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
        assertThat(customers).noneMatch(this::wasMigrated);
        deploy("Event_Day7\"", "Event_Day7\"");
    }

    @Test
    void failedMigrationIsOnTheTimeline() throws IOException {
        String customer = registerCustomers(1).get(0);
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
        assertThat(wasMigrated(customer)).isFalse();
        deploy("Event_Day7\"", "Event_Day7\"");
    }

    private String definition(int version) {
        return app.get("/engine-rest/process-definition?key=activation&version=" + version)
                .at("/0/id")
                .asText();
    }

    @Test
    void onlyDesignersAndAdministratorsMigrateBetweenExistingVersions() {
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

    @Test
    void aJourneyAtABoundaryThatTheNewVersionLacksMovesOnceItsJobHasRun() throws IOException {
        int from = deployed(model("activation")
                .replace(" camunda:asyncAfter=\"true\"", "")
                .replace("id=\"Task_LookAtOrders\"", "id=\"Task_LookAtOrders\" camunda:asyncBefore=\"true\""));
        suspend(from, true);
        String customer = registerCustomers(1).get(0);
        int to = deployed(model("activation"));

        assertThat(app.expect(200, preview("designer", from, to)).get("activities"))
                .singleElement()
                .satisfies(cohort -> {
                    assertThat(cohort.get("activity").asText()).isEqualTo("Task_LookAtOrders");
                    assertThat(cohort.get("mapsTo").isNull()).isTrue();
                });
        assertThat(app.expect(202, move("designer", from, to, null, 1))
                        .get("cannot")
                        .asInt())
                .isEqualTo(1);
        suspend(from, false);
        app.settle();
        assertThat(wasMigrated(customer)).isFalse();
        assertThat(app.entries(customer, "MODEL_NOT_MIGRATED")).hasSize(1);

        assertThat(app.expect(202, move("designer", from, to, null, 1))
                        .get("moving")
                        .asInt())
                .isEqualTo(1);
        app.settle();
        assertThat(wasMigrated(customer)).isTrue();
        app.jump("P7D");
        assertThat(app.coupons(customer)).hasSize(1);
    }

    @Test
    void aJourneyAtABoundaryOfBothVersionsMovesWithItsJob() throws IOException {
        int from = deployed(model("activation").replace("Send a reminder", "Send one reminder"));
        suspend(from, true);
        String customer = registerCustomers(1).get(0);
        int to = deployed(model("activation"));

        assertThat(app.expect(202, move("designer", from, to, null, 1))
                        .get("moving")
                        .asInt())
                .isEqualTo(1);
        app.settle();
        assertThat(wasMigrated(customer)).isTrue();
        suspend(to, false);
        app.settle();

        assertThat(waitingFor(customer)).contains("Day 7");
        suspend(from, false);
    }

    @Test
    void journeysOfOlderModelsStillFindTheFormerNames() throws IOException {
        deployed(
                "churn-warning",
                model("churn-warning")
                        .replace("name=\"visit\"", "name=\"occasion\"")
                        .replace("callbackAdmitted", "callbackRoom")
                        .replace("callbackRetryAt", "callbackTurn")
                        .replace("${churnAction == 'OFFER'}", "${false}")
                        .replace("${churnAction == 'CALLBACK'}", "${true}")
                        .replace("${callbackDays}", "2"));
        String customer = registerCustomers(1).get(0);
        app.orders(customer, 100);

        start("churn-warning", customer);
        app.jump("P1D");

        assertThat(app.tasks("customer-service", customer))
                .extracting(task -> task.get("taskDefinitionKey").asText())
                .containsExactly("Task_CallCustomer");
        assertThat(keys("callback", customer)).singleElement().asString().endsWith(":Task_CreateCallback:1");
        deployed("churn-warning", model("churn-warning"));
    }

    private void suspend(int version, boolean suspended) {
        var jobs = management
                .createJobDefinitionQuery()
                .processDefinitionId(definition(version))
                .list();
        for (JobDefinition job : jobs) {
            if (suspended) {
                management.suspendJobDefinitionById(job.getId(), true);
            } else {
                management.activateJobDefinitionById(job.getId(), true);
            }
        }
    }

    // --- from one wait to the next is one transaction ---

    @Test
    void aRegistrationWaitsInActivationAfterTwoJobs() {
        String customer = prefix + "quick";
        app.send(List.of(TestApplication.event(
                prefix + "event", "CUSTOMER_REGISTERED", customer, app.now(), Map.of("channel", "SEARCH"))));

        assertThat(jobs.run(1)).isEqualTo(2);

        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
        assertThat(waitingFor(customer)).contains("Day 7");
    }

    @Test
    void aStepThatFailsUndoesWhatWasDoneSinceTheWaitAndIsRetriedFromThere() throws IOException {
        int faulty = deployed(model("activation").replace(">activation-offer<", ">${offerTemplate}<"));
        String customer = registerCustomers(1).get(0);
        String instance = instance(customer, "activation");
        List<String> before = app.story(customer);

        app.jump("P7D");
        app.jump("PT6M");

        assertThat(app.story(customer)).isEqualTo(before);
        assertThat(app.coupons(customer)).isEmpty();
        assertThat(keys("withheld", customer)).isEmpty();
        assertThat(variable(instance, "activationOffers")).isEqualTo("none");
        assertThat(waitingFor(customer)).contains("Day 7").doesNotContain("Day 14");

        set(instance, "offerTemplate", "activation-offer");
        app.jump("PT6M");

        assertThat(keys("coupon", customer))
                .singleElement()
                .asString()
                .startsWith("once:" + customer + ":activation:Task_IssueCoupon:");
        assertThat(messages(customer, "activation-offer")).isEqualTo(1);
        assertThat(app.entries(customer, "COUPON_ISSUED")).hasSize(1);
        assertThat(waitingFor(customer)).contains("Day 14");
        assertThat(faulty).isEqualTo(latest());
        deployed(model("activation"));
    }

    @Test
    void aRoundThatFailsIsCountedOnceAndKeepsItsKeys() throws IOException {
        deployed(
                "recall",
                model("recall")
                        .replace(
                                "<camunda:inputParameter name=\"template\">${recallTemplate}<",
                                "<camunda:inputParameter name=\"template\">"
                                        + "${recallStep == 1 ? roundTemplate : recallTemplate}<"));
        String customer = registerCustomers(1).get(0);
        app.orders(customer, 100);
        start("churn-warning", customer);
        start("recall", customer);
        String instance = instance(customer, "recall");

        app.jump("P14D");
        app.jump("PT6M");
        assertThat(variable(instance, "recallStep")).isEqualTo("0");
        assertThat(app.coupons(customer)).isEmpty();

        set(instance, "roundTemplate", "recall-plain");
        app.jump("PT6M");

        assertThat(variable(instance, "recallStep")).isEqualTo("1");
        assertThat(keys("coupon", customer)).singleElement().asString().startsWith(instance + ":Task_IssueCoupon:1:");
        assertThat(messages(customer, "recall-plain")).isEqualTo(1);
        deployed("recall", model("recall"));
    }

    private List<String> keys(String table, String customer) {
        return app.jdbc()
                .sql("select request_key from %s where customer_id = :customer order by 1".formatted(table))
                .param("customer", customer)
                .query(String.class)
                .list();
    }

    private long messages(String customer, String template) {
        return app.entries(customer, "MESSAGE_SENT").stream()
                .filter(sent -> sent.at("/detail/template").asText().equals(template))
                .count();
    }

    private String instance(String customer, String process) {
        return TestApplication.list(app.customer(customer).get("journeys")).stream()
                .filter(journey -> journey.get("process").asText().equals(process))
                .map(journey -> journey.get("processInstanceId").asText())
                .findFirst()
                .orElseThrow();
    }

    private String variable(String instance, String name) {
        return app.get("/engine-rest/process-instance/" + instance + "/variables/" + name)
                .get("value")
                .asText();
    }

    private void set(String instance, String variable, String value) {
        app.expect(
                204,
                app.call(
                        "admin",
                        HttpMethod.PUT,
                        "/engine-rest/process-instance/" + instance + "/variables/" + variable,
                        Map.of("value", value)));
    }

    private void start(String process, String customer) {
        app.expect(
                200,
                app.call(
                        "service",
                        HttpMethod.POST,
                        "/engine-rest/process-definition/key/" + process + "/start",
                        Map.of("businessKey", customer)));
        app.settle();
    }

    private static String model(String process) throws IOException {
        return Files.readString(Path.of("bpmn", process + ".bpmn"));
    }

    private int deployed(String activation) {
        deployed("activation", activation);
        return latest();
    }

    private void deployed(String process, String model) {
        repository
                .createDeployment()
                .addString("bpmn/" + process + ".bpmn", model)
                .deploy();
    }

    // --- effects that fail ---

    @Test
    void failedEffectIsAnIncidentUntilFixedAndRetried() throws IOException {
        double before = meter("perennial.incidents.open");
        String customer = registerCustomers(1).get(0);
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
    void runningInstancesAndDueJobsAreCounted() {
        double before = meters.get("perennial.processes.running")
                .tag("process", "activation")
                .gauge()
                .value();

        registerCustomers(3);

        assertThat(meters.get("perennial.processes.running")
                        .tag("process", "activation")
                        .gauge()
                        .value())
                .isEqualTo(before + 3);
        assertThat(meter("perennial.jobs.due")).isZero();
        app.post("/api/v1/clock", Map.of("advance", "P7D"));
        assertThat(meter("perennial.jobs.due")).isGreaterThanOrEqualTo(3);
    }

    private List<String> registerCustomers(int count) {
        List<String> customers =
                IntStream.range(0, count).mapToObj(n -> prefix + n).toList();
        customers.forEach(customer -> app.registers(customer, "SEARCH"));
        return customers;
    }

    private String waitingFor(String customer) {
        return app.customer(customer).at("/journeys/0/waitingFor").toString();
    }

    private boolean wasMigrated(String customer) {
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

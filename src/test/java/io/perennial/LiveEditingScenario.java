package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.platform.engine.dmn.DecisionTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** A designer works on the running application: saves files in its folder, deploys from Camunda Modeler, posts models. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.live-editing=true",
            "perennial.four-eyes=false"
        })
@Import(TestApplication.class)
abstract class LiveEditingScenario {

    private static final Duration AT_ONCE = Duration.ofMinutes(2);
    private static final Map<String, Object> FIRST_STEP =
            Map.of("recallStep", 0, "tier", "STANDARD", "avgMonthlySpend", 16.67);

    private static final String ONE_MORE_ROW = """
        <rule id="Rule_SmallSpender">
          <description>Spends little: 30 off at the first try already</description>
          <inputEntry id="InputEntry_SmallSpender_recallStep"><text>0</text></inputEntry>
          <inputEntry id="InputEntry_SmallSpender_tier"><text>"STANDARD"</text></inputEntry>
          <inputEntry id="InputEntry_SmallSpender_avgMonthlySpend"><text>&lt; 1000</text></inputEntry>
          <outputEntry id="OutputEntry_SmallSpender_recallOffer"><text>"recall-30-off"</text></outputEntry>
          <outputEntry id="OutputEntry_SmallSpender_promisedPoints"><text>70</text></outputEntry>
          <outputEntry id="OutputEntry_SmallSpender_recallTemplate"><text>"recall-cash-off"</text></outputEntry>
        </rule>
        """;

    @Autowired
    private TestApplication app;

    @Autowired
    private DecisionTables tables;

    private static Path desk;
    private String customer;

    @DynamicPropertySource
    static void copyModelsToTempFolder(DynamicPropertyRegistry properties) throws IOException {
        desk = Files.createTempDirectory("designers-desk");
        desk.toFile().deleteOnExit();
        for (String folder : List.of("bpmn", "bpmn/forms", "dmn")) {
            Files.createDirectories(desk.resolve(folder));
            for (Path model : models(folder)) {
                Files.copy(model, desk.resolve(folder).resolve(model.getFileName()));
            }
        }
        properties.add("perennial.models", desk::toString);
    }

    private static List<Path> models(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @BeforeEach
    void advanceToNextMorning(TestInfo test) {
        customer = "d" + Integer.toHexString(test.getDisplayName().hashCode());
        app.settle();
        Instant next = app.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        app.now(next.plus(2, ChronoUnit.HOURS).toString());
    }

    @Test
    void addedTableRowAppliesAndInvalidTableIsSkipped(CapturedOutput printed) throws IOException {
        Path table = desk.resolve("dmn/recall-offer.dmn");
        String drawn = Files.readString(table);
        int version = tables.evaluate("recall-offer", FIRST_STEP).version();
        app.registers(customer, "SEARCH");
        app.orders(customer, 200);

        String extended = drawn.replaceFirst("(?s)(\\s*<rule id=\"Rule_SecondStep\">)", "\n" + ONE_MORE_ROW + "$1");
        Files.writeString(table, extended);
        await().atMost(AT_ONCE)
                .until(() -> tables.evaluate("recall-offer", FIRST_STEP).version() == version + 1);
        app.days(22);

        assertThat(app.stage(customer)).isEqualTo("RECALL");
        assertThat(app.entries(customer, "recall-offer")).singleElement().satisfies(decision -> {
            assertThat(decision.at("/detail/version").asInt()).isEqualTo(version + 1);
            assertThat(decision.at("/detail/rules").toString()).contains("Rule_SmallSpender");
        });
        assertThat(app.coupons(customer))
                .extracting(coupon -> coupon.get("offer").asText())
                .contains("recall-30-off");

        Files.writeString(table, extended.replace("<text>avgMonthlySpend</text>", "<text>monthlySalary</text>"));
        await().atMost(AT_ONCE)
                .until(() -> printed.getOut()
                        .lines()
                        .anyMatch(line -> line.contains("Not deployed: dmn/recall-offer.dmn")
                                && line.contains("recall-offer: It uses \"monthlySalary\"")
                                && line.contains("Fix: ")));
        Files.writeString(table, "<definitions");
        await().atMost(AT_ONCE).until(() -> printed.getOut().contains("dmn/recall-offer.dmn: Not a valid DMN file"));
        app.days(14);

        assertThat(app.entries(customer, "recall-offer"))
                .hasSize(2)
                .allSatisfy(decision ->
                        assertThat(decision.at("/detail/version").asInt()).isEqualTo(version + 1));
        Files.writeString(table, drawn);
        await().atMost(AT_ONCE)
                .until(() -> tables.evaluate("recall-offer", FIRST_STEP).version() == version + 2);
    }

    @Test
    void fileCannotRevertAnApprovedChange(CapturedOutput printed) throws IOException {
        Path file = desk.resolve("dmn/opening-limit.dmn");
        String drawn = Files.readString(file);
        String change = approved(drawn.replace(">3000<", ">3500<"));
        int version = tables.evaluate("opening-limit", Map.of()).version();

        Files.writeString(file, drawn.replace("Opening limit", "The opening limit"));
        await().atMost(AT_ONCE)
                .until(() -> printed.getOut()
                        .lines()
                        .anyMatch(line -> line.contains("Not deployed: dmn/opening-limit.dmn")
                                && line.contains(change)
                                && line.contains("would be 3000 again, not 3500")));
        assertThat(app.expect(409, sent("designer", Map.of("opening-limit.dmn", drawn)))
                        .get("code")
                        .asText())
                .isEqualTo("APPROVED_CHANGE");
        assertThat(app.expect(409, fromModeler("limit as before", List.of(Path.of("dmn/opening-limit.dmn"))))
                        .get("code")
                        .asText())
                .isEqualTo("APPROVED_CHANGE");
        assertThat(tables.evaluate("opening-limit", Map.of()).version()).isEqualTo(version);
        assertThat(state(change)).isEqualTo("IN_FORCE");

        Files.writeString(file, drawn.replace(">3000<", ">3200<"));
        await().atMost(AT_ONCE)
                .until(() -> tables.evaluate("opening-limit", Map.of()).version() == version + 1);
        assertThat(state(change)).isEqualTo("SUPERSEDED");
        assertThat(TestApplication.list(app.get("/api/v1/strategy-changes?decision=opening-limit"))
                        .get(0)
                        .get("state")
                        .asText())
                .isEqualTo("SUPERSEDED");
        assertThat(TestApplication.list(app.get("/api/v1/audit?limit=50&action=MODEL_DEPLOYED"))
                        .toString())
                .contains("dmn/opening-limit.dmn");

        Files.writeString(file, drawn);
        await().atMost(AT_ONCE)
                .until(() -> tables.evaluate("opening-limit", Map.of()).version() == version + 2);
    }

    @Test
    void changeWithDeletedDeploymentIsSuperseded() throws IOException {
        String drawn = Files.readString(Path.of("dmn/member-level.dmn"));
        String change = approved("member-level", drawn.replace("&gt;= 500", "&gt;= 600"));
        assertThat(state(change)).isEqualTo("IN_FORCE");
        String deployment = app.get("/engine-rest/decision-definition?key=member-level&latestVersion=true")
                .get(0)
                .get("deploymentId")
                .asText();

        app.expect(204, app.call("admin", HttpMethod.DELETE, "/engine-rest/deployment/" + deployment, null));

        assertThat(state(change)).isEqualTo("SUPERSEDED");
        app.expect(200, sent("designer", Map.of("member-level.dmn", drawn.replace("&gt;= 500", "&gt;= 700"))));
        assertThat(state(change)).isEqualTo("SUPERSEDED");
        app.expect(200, sent("designer", Map.of("member-level.dmn", drawn)));
    }

    /** Proposes as designer and approves as risk. */
    private String approved(String dmn) {
        return approved("opening-limit", dmn);
    }

    private String approved(String decision, String dmn) {
        String change = app.expect(
                        201,
                        app.call(
                                "designer",
                                HttpMethod.POST,
                                "/api/v1/strategy-changes",
                                Map.of("decision", decision, "dmn", dmn, "reason", "a test")))
                .get("changeId")
                .asText();
        app.settle();
        JsonNode task = app.expect(
                        200, app.call("risk", HttpMethod.GET, "/engine-rest/task?processInstanceId=" + change, null))
                .get(0);
        app.expect(204, app.complete("risk", task, Map.of("strategyApproved", true)));
        return change;
    }

    private String state(String change) {
        return app.get("/api/v1/strategy-changes/" + change).get("state").asText();
    }

    @Test
    void savedProcessFromTemplateRuns() throws IOException {
        Files.writeString(
                desk.resolve("bpmn/thank-you.bpmn"),
                TemplateProcessBuilder.process(
                        "thank-you", "sendMessage", Map.of("template", "guide-welcome", "purpose", "SERVICE")));
        await().atMost(AT_ONCE).until(() -> versions("thank-you") == 1);

        app.registers(customer, "SEARCH");
        app.expect(
                200,
                app.call(
                        "admin",
                        HttpMethod.POST,
                        "/engine-rest/process-definition/key/thank-you/start",
                        Map.of("businessKey", customer)));
        app.settle();

        assertThat(app.entries(customer, "MESSAGE_QUEUED"))
                .anySatisfy(message ->
                        assertThat(message.at("/detail/cause").asText()).contains("thank-you/Task_Step"));
    }

    @Test
    void everyModelDeploysUnchangedFromModeler() throws IOException {
        for (String folder : List.of("dmn", "bpmn/forms", "bpmn")) {
            for (Path model : models(folder)) {
                JsonNode deployed = app.expect(200, fromModeler(List.of(model)));
                assertThat(deployed.get("name").asText())
                        .isEqualTo(model.getFileName().toString());
            }
        }
    }

    @Test
    void processWithFormIsDeployedFromModelerInOneCall() throws IOException {
        JsonNode deployed = app.expect(
                200,
                fromModeler(List.of(
                        Path.of("bpmn/churn-warning.bpmn"),
                        Path.of("bpmn/forms/callback.form"),
                        Path.of("dmn/churn-action.dmn"))));

        assertThat(deployed.get("deployedProcessDefinitions")).hasSize(1);
        assertThat(deployed.get("deployedDecisionDefinitions")).hasSize(1);
    }

    private ResponseEntity<String> fromModeler(List<Path> models) throws IOException {
        return fromModeler(models.get(0).getFileName().toString(), models);
    }

    /** Multipart request of Camunda Modeler 5; the engine ignores files that the last deployment of that name contains. */
    private ResponseEntity<String> fromModeler(String name, List<Path> models) throws IOException {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("deployment-name", name);
        form.add("deployment-source", "Camunda Modeler");
        form.add("deploy-changed-only", "true");
        for (Path model : models) {
            String file = model.getFileName().toString();
            form.add(file, new ByteArrayResource(Files.readAllBytes(model)) {
                @Override
                public String getFilename() {
                    return file;
                }
            });
        }
        return app.call(
                "designer", HttpMethod.POST, "/engine-rest/deployment/create", MediaType.MULTIPART_FORM_DATA, form);
    }

    @Test
    void postedModelsAreValidatedAndDeployedTogether() {
        String process = TemplateProcessBuilder.process(
                "welcome-gift", "sendMessage", Map.of("template", "guide-welcome", "purpose", "SERVICE"));
        JsonNode problem = app.expect(
                422, sent("designer", Map.of("welcome-gift.bpmn", process.replace("sendMessage}", "sendFlowers}"))));
        assertThat(problem.get("code").asText()).isEqualTo("INVALID_MODEL");
        assertThat(problem.get("detail").asText()).contains("welcome-gift.bpmn", "Task_Step", "${sendMessage}");
        assertThat(sent("operations", Map.of("welcome-gift.bpmn", process))
                        .getStatusCode()
                        .value())
                .isEqualTo(403);
        int deployments = deployments();

        Map<String, String> both = Map.of(
                "welcome-gift.bpmn", process, "second-gift.bpmn", process.replace("welcome-gift", "second-gift"));
        assertThat(app.expect(200, sent("designer", both)).get("deployed").asInt())
                .isEqualTo(2);
        assertThat(app.expect(200, sent("designer", both)).get("deployed").asInt())
                .isZero();

        assertThat(deployments()).isEqualTo(deployments + 1);
        assertThat(versions("welcome-gift")).isEqualTo(1);
        assertThat(versions("second-gift")).isEqualTo(1);
    }

    @Test
    void messageIgnoringAWithheldEffectIsRefused() throws IOException {
        String drawn = Files.readString(Path.of("bpmn/churn-warning.bpmn"));
        int version = versions("churn-warning");

        JsonNode problem = app.expect(
                422, sent("designer", Map.of("churn-warning.bpmn", drawn.replace("couponsGiven", "callbackAttempt"))));

        assertThat(problem.get("code").asText()).isEqualTo("INVALID_MODEL");
        assertThat(problem.get("detail").asText())
                .contains("churn-warning.bpmn", "Task_SendMessage", "Task_IssueCoupon", "couponsGiven");
        assertThat(versions("churn-warning")).isEqualTo(version);
    }

    @Test
    void lateEngineErrorDeploysNothing() throws IOException {
        String never = TemplateProcessBuilder.process(
                        "never-begins", "sendMessage", Map.of("template", "guide-welcome", "purpose", "SERVICE"))
                .replace("<bpmn:outgoing>Flow_ToStep</bpmn:outgoing>", """
                    <bpmn:outgoing>Flow_ToStep</bpmn:outgoing>
                    <bpmn:timerEventDefinition id="Timer_Never">
                      <bpmn:timeCycle xsi:type="bpmn:tFormalExpression">when pigs fly</bpmn:timeCycle>
                    </bpmn:timerEventDefinition>\
                    """);
        String table = Files.readString(Path.of("dmn/limit-cap.dmn")).replace("Limit cap", "Limit cap of the day");
        int version = tables.evaluate("limit-cap", Map.of()).version();
        int deployments = deployments();

        JsonNode problem =
                app.expect(422, sent("designer", Map.of("limit-cap.dmn", table, "never-begins.bpmn", never)));

        assertThat(problem.get("code").asText()).isEqualTo("INVALID_MODEL");
        assertThat(problem.get("detail").asText()).contains("never-begins.bpmn", "when pigs fly", "Fix: ");
        assertThat(deployments()).isEqualTo(deployments);
        assertThat(versions("never-begins")).isZero();
        assertThat(tables.evaluate("limit-cap", Map.of()).version()).isEqualTo(version);
    }

    @Test
    void parseErrorNamesFileAndElement() {
        String crooked = TemplateProcessBuilder.process(
                        "crooked", "sendMessage", Map.of("template", "guide-welcome", "purpose", "SERVICE"))
                .replace("targetRef=\"EndEvent_Done\"", "targetRef=\"EndEvent_Nowhere\"");

        JsonNode problem = app.expect(422, sent("designer", Map.of("crooked.bpmn", crooked)));

        assertThat(problem.get("code").asText()).isEqualTo("INVALID_MODEL");
        assertThat(problem.get("detail").asText()).contains("crooked.bpmn", "EndEvent_Nowhere");
    }

    @Test
    void invalidSetOfModelsIsRefused() {
        String table = "x".repeat(500_001);

        assertThat(code(400, sent("designer", Map.of()))).isEqualTo("INVALID");
        assertThat(code(400, sent("designer", Map.of("../../etc/passwd", "x")))).isEqualTo("INVALID");
        assertThat(code(400, sent("designer", Map.of("run.groovy", "x")))).isEqualTo("INVALID");
        assertThat(code(400, sent("designer", Map.of("large.dmn", table)))).isEqualTo("INVALID");
        assertThat(code(400, sent("designer", Map.of("empty.bpmn", "")))).isEqualTo("INVALID");
        assertThat(code(422, sent("designer", Map.of("nested.bpmn", "<a>".repeat(100_000)))))
                .isEqualTo("INVALID_MODEL");
        assertThat(code(
                        422,
                        sent("designer", Map.of("another-name.form", "{\"id\": \"callback\", \"components\": []}"))))
                .isEqualTo("INVALID_MODEL");
    }

    private ResponseEntity<String> sent(String user, Map<String, String> files) {
        return app.call(user, HttpMethod.POST, "/api/v1/models", Map.of("files", files));
    }

    private String code(int status, ResponseEntity<String> answer) {
        return app.expect(status, answer).get("code").asText();
    }

    private int deployments() {
        return app.get("/engine-rest/deployment/count").get("count").asInt();
    }

    private int versions(String process) {
        return app.get("/engine-rest/process-definition/count?key=" + process)
                .get("count")
                .asInt();
    }
}

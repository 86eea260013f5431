package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.platform.engine.dmn.DecisionTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** A decision table changes only by two people, by any route, and can be changed back. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.four-eyes=true"
        })
@Import(TestApplication.class)
abstract class StrategyScenario {

    private static final String CHANGES = "/api/v1/strategy-changes";
    private static final String TABLE = "opening-limit";

    /** Every endpoint of a task, its process and their variables. */
    private static final String WAYS = """
        task/{task}/submit-form ~ {"variables": {"strategyApproved": {"value": true}}}
        task/{task}/complete ~ {"variables": {"strategyApproved": {"value": true}}}
        task/{task}/resolve ~ {"variables": {"strategyApproved": {"value": true}}}
        task/{task}/resolve ~ {}
        task/{task}/delegate ~ {"userId": "risk"}
        task/{task}/claim ~ {"userId": "{user}"}
        task/{task}/assignee ~ {"userId": "risk"}
        task/{task}/identity-links ~ {"userId": "analyst", "type": "candidate"}
        task/{task}/bpmnError ~ {"errorCode": "x", "variables": {"strategyApproved": {"value": true}}}
        task/{task}/bpmnEscalation ~ {"escalationCode": "x", "variables": {"strategyApproved": {"value": true}}}
        task/{task}/variables ~ {"modifications": {"strategyApproved": {"value": true}}}
        task/{task}/localVariables ~ {"modifications": {"strategyApproved": {"value": true}}}
        PUT task/{task}/variables/changedRows ~ {"value": "nothing"}
        PUT task/{task}/variables/proposedBy ~ {"value": "somebody else"}
        PUT task/{task}/localVariables/strategyApproved ~ {"value": true, "type": "Boolean"}
        DELETE task/{task}/variables/changedRows ~ {}
        PUT task/{task} ~ {"name": "A trifle", "priority": 1}
        process-instance/{instance}/variables ~ {"modifications": {"strategyApproved": {"value": true}}}
        PUT process-instance/{instance}/variables/note ~ {"value": "looks good"}
        execution/{instance}/localVariables ~ {"modifications": {"strategyApproved": {"value": true}}}
        PUT execution/{instance}/localVariables/strategyApproved ~ {"value": true, "type": "Boolean"}
        process-instance/{instance}/modification ~ {"instructions": [{"type": "cancel", "activityId": "Task_ApproveStrategy"}, {"type": "startBeforeActivity", "activityId": "Task_ApproveStrategy", "variables": {"changedRows": {"value": "nothing"}}}]}
        process-instance/{instance}/modification ~ {"skipCustomListeners": true, "instructions": [{"type": "cancel", "activityId": "Task_ApproveStrategy"}]}
        DELETE process-instance/{instance} ~ {}\
        """;

    @Autowired
    private TestApplication app;

    @Autowired
    private TestRestTemplate rest;

    @Autowired
    private DecisionTables tables;

    private static int gifts;

    private String inForce;
    private int version;

    @BeforeEach
    void theTableAsItIs() throws IOException {
        app.settle();
        inForce = Files.readString(Path.of("dmn", TABLE + ".dmn"));
        version = version();
        if (!limitOfANewcomer().equals("3000")) {
            throw new AssertionError("The test before left the table changed");
        }
    }

    @Test
    void anApprovedChangeIsInForceForEverybodyAndCanBeTakenBack() {
        JsonNode change = propose("designer", changed("3000", "3500"));
        assertThat(change.get("state").asText()).isEqualTo("PROPOSED");
        assertThat(change.get("proposedBy").asText()).isEqualTo("designer");
        assertThat(change.get("changes")).isNotEmpty().allSatisfy(cell -> {
            assertThat(cell.get("before").asText()).isEqualTo("3000");
            assertThat(cell.get("after").asText()).isEqualTo("3500");
        });
        assertThat(limitOfANewcomer()).isEqualTo("3000");

        JsonNode task = task("risk", change);
        assertThat(variable("risk", task, "changedRows")).contains("| 3000 | 3500 |");
        app.expect(204, decide("risk", task, true));

        assertThat(state(change)).isEqualTo("IN_FORCE");
        assertThat(version()).isEqualTo(version + 1);
        assertThat(limitOfANewcomer()).isEqualTo("3500");

        JsonNode reversed = app.expect(200, reverse("operations", change));
        assertThat(reversed.get("state").asText()).isEqualTo("REVERSED");
        assertThat(reversed.get("version").asInt()).isEqualTo(version + 2);
        assertThat(limitOfANewcomer()).isEqualTo("3000");
        assertThat(code(409, reverse("risk", change))).isEqualTo("NOT_IN_FORCE");
        assertThat(TestApplication.list(app.get(CHANGES + "?decision=" + TABLE))
                        .get(0)
                        .get("changeId"))
                .isEqualTo(change.get("changeId"));
    }

    @Test
    void aRejectedChangeChangesNothing() {
        JsonNode change = propose("operations", changed("3000", "9000"));

        app.expect(204, decide("risk", task("risk", change), false));

        assertThat(state(change)).isEqualTo("REJECTED");
        assertThat(version()).isEqualTo(version);
        assertThat(code(409, reverse("operations", change))).isEqualTo("NOT_IN_FORCE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operations", "admin"})
    void proposerOfATableCanNeitherDecideNorChangeItByAnyEndpoint(String proposer) {
        neitherDecidesNorTouches(proposer, propose(proposer, changed("3000", "8000")));
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void proposerOfAModelCanNeitherDecideNorChangeItByAnyEndpoint() {
        neitherDecidesNorTouches("admin", proposeModels("admin", Map.of("own-gift.bpmn", gift("own-gift", "SERVICE"))));
        assertThat(running("own-gift")).isZero();
    }

    private void neitherDecidesNorTouches(String proposer, JsonNode change) {
        JsonNode task = task(proposer, change);
        String shown = shown(task);

        for (String way : WAYS.lines().toList()) {
            ResponseEntity<String> answer = tried(proposer, way, change, task);

            assertThat(answer.getStatusCode().value())
                    .as(way + " " + answer.getBody())
                    .isEqualTo(403);
            if (proposer.equals("admin")) {
                assertThat(code(403, answer)).isEqualTo("FOUR_EYES");
            }
        }
        app.settle();

        assertThat(state(change)).isEqualTo("PROPOSED");
        assertThat(shown(task("risk", change))).isEqualTo(shown);
        app.expect(204, decide("risk", task("risk", change), false));
    }

    private ResponseEntity<String> tried(String user, String way, JsonNode change, JsonNode task) {
        String[] methodAndPath = way.substring(0, way.indexOf('~')).strip().split(" ");
        String body = way.substring(way.indexOf('~') + 1);
        HttpMethod method = methodAndPath.length == 1 ? HttpMethod.POST : HttpMethod.valueOf(methodAndPath[0]);
        String path = methodAndPath[methodAndPath.length - 1]
                .replace("{task}", task.get("id").asText())
                .replace("{instance}", change.get("changeId").asText());
        return app.call(user, method, "/engine-rest/" + path, body.strip().replace("{user}", user));
    }

    /** Whose task it is and what its form shows. */
    private String shown(JsonNode task) {
        String id = task.get("id").asText();
        return app.get("/engine-rest/task/" + id + "/form-variables").toString()
                + app.get("/engine-rest/task/" + id).get("assignee")
                + app.get("/engine-rest/task/" + id + "/identity-links");
    }

    @Test
    void aTableDeployedWithoutSecondPersonIsRefusedWithAHint() {
        for (String user : List.of("designer", "admin")) {
            JsonNode problem = app.expect(403, deployed(user, "dmn/" + TABLE + ".dmn", changed("3000", "9999")));
            assertThat(problem.get("code").asText()).isEqualTo("FOUR_EYES");
            assertThat(problem.get("detail").asText()).contains("/api/v1/strategy-changes");
        }
        assertThat(version()).isEqualTo(version);
        assertThat(limitOfANewcomer()).isEqualTo("3000");
    }

    /** As Camunda Modeler deploys. */
    private ResponseEntity<String> deployed(String user, String file, String content) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("deployment-name", file);
        form.add("deployment-source", "strategy-change");
        form.add("data", new ByteArrayResource(content.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public String getFilename() {
                return file;
            }
        });
        return app.call(user, HttpMethod.POST, "/engine-rest/deployment/create", MediaType.MULTIPART_FORM_DATA, form);
    }

    @Test
    void aModelDeployedPastTheSecondPersonIsRefusedToo() throws IOException {
        String form = Files.readString(Path.of("bpmn/forms/callback.form"));
        for (String user : List.of("designer", "admin")) {
            JsonNode problem = app.expect(403, deployed(user, "past-gift.bpmn", gift("past-gift", "SERVICE")));
            assertThat(problem.get("code").asText()).isEqualTo("FOUR_EYES");
            assertThat(problem.get("detail").asText()).contains("/api/v1/models");
            assertThat(code(403, deployed(user, "callback.form", form))).isEqualTo("FOUR_EYES");
        }
        String release = TestApplication.list(app.get("/engine-rest/deployment?name=bpmn/churn-warning.bpmn"))
                .get(0)
                .get("id")
                .asText();
        assertThat(code(403, call("admin", "/engine-rest/deployment/" + release + "/redeploy", Map.of())))
                .isEqualTo("FOUR_EYES");
        assertThat(running("past-gift")).isZero();
    }

    @Test
    void modelsAnotherApprovedAreInForceTogetherAndCanBeTakenBack() throws IOException {
        String release = Files.readString(Path.of("bpmn/forms/callback.form"));
        String reworded = release.replace("\"maxLength\": 1000", "\"maxLength\": 900");
        JsonNode change = proposeModels(
                "designer", Map.of("kind-gift.bpmn", gift("kind-gift", "SERVICE"), "callback.form", reworded));
        assertThat(change.get("state").asText()).isEqualTo("PROPOSED");
        assertThat(change.get("proposedBy").asText()).isEqualTo("designer");
        assertThat(change.get("decision").asText()).isEqualTo("callback.form +1");
        assertThat(change.at("/files/callback.form").asText()).isEqualTo(reworded);
        assertThat(running("kind-gift")).isZero();

        JsonNode task = task("risk", change);
        assertThat(variable("risk", task, "changedRows"))
                .contains(
                        "| File 文件 | Element 元素 |",
                        "| callback.form | Field\\_note validate maxLength | 1000 | 900 |",
                        "| kind-gift.bpmn | Task\\_Step element | – | serviceTask",
                        "guide-welcome");
        app.expect(204, decide("risk", task, true));

        assertThat(state(change)).isEqualTo("IN_FORCE");
        assertThat(start("kind-gift").getStatusCode().value()).isEqualTo(200);
        assertThat(formInForce()).contains("\"maxLength\": 900");

        assertThat(app.expect(200, reverse("operations", change)).get("state").asText())
                .isEqualTo("REVERSED");
        assertThat(start("kind-gift").getStatusCode().is2xxSuccessful()).isFalse();
        assertThat(formInForce()).isEqualTo(release);
        assertThat(code(409, reverse("risk", change))).isEqualTo("NOT_IN_FORCE");
        app.expect(
                204,
                decide(
                        "risk",
                        task("risk", proposeModels("designer", Map.of("kind-gift.bpmn", gift("kind-gift", "SERVICE")))),
                        true));
        assertThat(start("kind-gift").getStatusCode().value())
                .as("taken back, it may be proposed again")
                .isEqualTo(200);
    }

    @Test
    void ofAChangedModelIsShownWhatItChanges() {
        inForce(Map.of("changed-gift.bpmn", gift("changed-gift", "SERVICE")));

        JsonNode change = proposeModels(
                "designer",
                Map.of("changed-gift.bpmn", gift("changed-gift", "RISK").replace("name=\"Done\"", "name=\"Given\"")));

        assertThat(change.get("changes"))
                .extracting(cell ->
                        cell.get("column").asText() + ": " + cell.get("before").asText() + " → "
                                + cell.get("after").asText())
                .containsExactlyInAnyOrder(
                        "Task_Step inputParameter[purpose]: SERVICE → RISK", "EndEvent_Done name: Done → Given");
        app.expect(204, decide("risk", task("risk", change), false));
        assertThat(state(change)).isEqualTo("REJECTED");
        assertThat(running("changed-gift")).isEqualTo(1);
    }

    @Test
    void modelsThatAnotherCameBeforeAreOvertakenAndWhatWasSupersededIsNotTakenBack() {
        inForce(Map.of("late-gift.bpmn", gift("late-gift", "SERVICE")));
        JsonNode first = proposeModels("designer", Map.of("late-gift.bpmn", gift("late-gift", "RISK")));
        JsonNode second = proposeModels(
                "designer",
                Map.of(
                        "late-gift.bpmn",
                        gift("late-gift", "MARKETING"),
                        "later-gift.bpmn",
                        gift("later-gift", "SERVICE")));
        app.expect(204, decide("risk", task("risk", first), true));
        app.expect(204, decide("risk", task("risk", second), true));

        assertThat(state(first)).isEqualTo("IN_FORCE");
        assertThat(state(second)).isEqualTo("OVERTAKEN");
        assertThat(running("later-gift")).as("none of them").isZero();

        inForce(Map.of("late-gift.bpmn", gift("late-gift", "MARKETING")));
        assertThat(code(409, reverse("risk", first))).isEqualTo("SUPERSEDED");
    }

    @Test
    void modelsThatWouldNotWorkOrChangeNothingAreRefusedAtOnce() throws IOException {
        String table = Files.readString(Path.of("dmn", TABLE + ".dmn"));
        Map<String, String> broken = Map.of("bad-gift.bpmn", gift("bad-gift", "SPAM"));

        JsonNode problem = app.expect(422, models("designer", broken));
        assertThat(problem.get("code").asText()).isEqualTo("INVALID_MODEL");
        assertThat(problem.get("detail").asText()).contains("bad-gift.bpmn", "Task_Step", "purpose", "Fix: ");
        assertThat(code(400, models("designer", Map.of(TABLE + ".dmn", table)))).isEqualTo("NO_CHANGE");
        assertThat(code(400, models("designer", Map.of(TABLE + ".dmn", table.replace("openingLimit\"", "limit\"")))))
                .isEqualTo("INVALID_DMN");
        assertThat(models("operations", broken).getStatusCode().value()).isEqualTo(403);
        assertThat(TestApplication.list(app.get(CHANGES)))
                .extracting(change -> change.get("decision").asText())
                .doesNotContain("bad-gift.bpmn", TABLE + ".dmn");
    }

    @Test
    void aTableAndTheProcessThatAsksItComeTogether() throws IOException {
        String table =
                Files.readString(Path.of("dmn", TABLE + ".dmn")).replace("id=\"opening-limit\"", "id=\"gift-limit\"");
        String process = gift("asking-gift", "SERVICE")
                .replace(
                        "<bpmn:sequenceFlow id=\"Flow_ToStep\" sourceRef=\"StartEvent_Asked\" targetRef=\"Task_Step\""
                                + " />",
                        """
                        <bpmn:sequenceFlow id="Flow_ToTable" sourceRef="StartEvent_Asked" targetRef="Task_Decide" />
                        <bpmn:businessRuleTask id="Task_Decide" name="Decide" camunda:asyncBefore="true" camunda:decisionRef="gift-limit" />
                        <bpmn:sequenceFlow id="Flow_ToStep" sourceRef="Task_Decide" targetRef="Task_Step" />\
                        """);

        assertThat(code(422, models("designer", Map.of("asking-gift.bpmn", process))))
                .isEqualTo("INVALID_MODEL");
        inForce(Map.of("asking-gift.bpmn", process, "gift-limit.dmn", table));

        assertThat(tables.evaluate("gift-limit", Map.of()).version()).isEqualTo(1);
        assertThat(running("asking-gift")).isEqualTo(1);
    }

    private String gift(String process, String purpose) {
        return TemplateProcessBuilder.process(
                process, "sendMessage", Map.of("template", "guide-welcome", "purpose", purpose));
    }

    private ResponseEntity<String> models(String user, Map<String, String> files) {
        return call(user, "/api/v1/models", Map.of("files", files, "reason", "a gift"));
    }

    private JsonNode proposeModels(String user, Map<String, String> files) {
        JsonNode taken = app.expect(202, models(user, files));
        assertThat(taken.get("deployed").asInt()).isZero();
        return taken.get("change");
    }

    private void inForce(Map<String, String> files) {
        JsonNode change = proposeModels("designer", files);
        app.expect(204, decide("risk", task("risk", change), true));
        assertThat(state(change)).isEqualTo("IN_FORCE");
    }

    private int running(String process) {
        return app.get("/engine-rest/process-definition/count?active=true&key=" + process)
                .get("count")
                .asInt();
    }

    private ResponseEntity<String> start(String process) {
        String someone = "gifted-" + gifts++;
        app.registers(someone, "SEARCH");
        return call(
                "admin", "/engine-rest/process-definition/key/" + process + "/start", Map.of("businessKey", someone));
    }

    /** As the next callback would show it. */
    private String formInForce() {
        return app.jdbc()
                .sql("""
                    select b.BYTES_ from ACT_RE_CAMFORMDEF f
                      join ACT_GE_BYTEARRAY b on b.DEPLOYMENT_ID_ = f.DEPLOYMENT_ID_ and b.NAME_ = f.RESOURCE_NAME_
                     where f.KEY_ = 'callback' order by f.VERSION_ desc limit 1\
                    """)
                .query((row, n) -> new String(row.getBytes(1), StandardCharsets.UTF_8))
                .single();
    }

    @Test
    void theVocabularyListsWhatAModelMayUse() {
        JsonNode words = app.expect(200, app.call("designer", HttpMethod.GET, "/api/v1/models/vocabulary", null));

        assertThat(words.get("messages").toString()).contains("ORDER_PLACED", "JOURNEY_ASKED_AGAIN");
        assertThat(words.get("facts").toString()).contains("daysSinceLogin");
        assertThat(words.get("tags").toString()).contains("need:childcare");
        assertThat(words.get("groups").toString()).contains("customer-service");
        assertThat(words.get("decisions").toString()).contains(TABLE);
        assertThat(words.get("forms").toString()).contains("callback", "approve-strategy");
        assertThat(words.get("delegates")).anySatisfy(tool -> {
            assertThat(tool.get("delegate").asText()).isEqualTo("issueCoupon");
            assertThat(tool.at("/inputs/0/name").asText()).isEqualTo("offers");
        });
    }

    @Test
    void theVocabularyIsAPageThatABrowserMayDraw() {
        HttpHeaders browser = new HttpHeaders();
        browser.setBasicAuth("designer", TestApplication.PASSWORD);
        browser.setAccept(List.of(MediaType.TEXT_HTML));
        ResponseEntity<String> page =
                rest.exchange("/api/v1/models/vocabulary", HttpMethod.GET, new HttpEntity<>(browser), String.class);

        assertThat(page.getBody()).contains("What a model may use", "issueCoupon", "daysSinceLogin");
        assertThat(page.getHeaders().get("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'")
                .contains("style-src 'sha256-");
    }

    @Test
    void whoProposedItMayCommentOnIt() {
        JsonNode change = propose("operations", changed("3000", "8100"));
        String id = task("operations", change).get("id").asText();

        app.expect(200, call("operations", "/engine-rest/task/" + id + "/comment/create", Map.of("message", "please")));

        app.expect(204, decide("risk", task("risk", change), false));
    }

    @Test
    void nobodyElseFillsInTheFormOfWhoDecidesEither() {
        JsonNode change = propose("designer", changed("3000", "8200"));
        JsonNode task = task("risk", change);
        String shown = shown(task);
        Map<String, ?> approved = Map.of("strategyApproved", Map.of("value", true));
        String way = "/engine-rest/task/" + task.get("id").asText();

        assertThat(code(403, call("risk", way + "/variables", Map.of("modifications", approved))))
                .isEqualTo("FOUR_EYES");
        assertThat(code(403, call("risk", way + "/resolve", Map.of("variables", approved))))
                .isEqualTo("FOUR_EYES");
        app.expect(204, call("risk", way + "/claim", Map.of("userId", "risk")));
        app.expect(204, call("risk", way + "/unclaim", Map.of()));
        assertThat(shown(task)).isEqualTo(shown);
        app.expect(204, decide("risk", task, false));
    }

    @Test
    void aBatchOfVariablesReachesNoFormEither() {
        JsonNode change = propose("admin", changed("3000", "8300"));
        String instance = change.get("changeId").asText();
        String shown = shown(task("risk", change));

        JsonNode batch = app.post(
                "/engine-rest/process-instance/variables-async",
                Map.of(
                        "processInstanceIds",
                        List.of(instance),
                        "variables",
                        Map.of("strategyApproved", Map.of("value", true))));
        app.settle();

        assertThat(shown(task("risk", change))).isEqualTo(shown);
        app.expect(
                204,
                app.call(
                        "admin",
                        HttpMethod.DELETE,
                        "/engine-rest/batch/" + batch.get("id").asText() + "?cascade=true",
                        null));
        app.expect(204, decide("risk", task("risk", change), false));
    }

    @Test
    void anErrorThatNobodyDrewEndsNothing() {
        JsonNode change = propose("designer", changed("3000", "8400"));
        JsonNode task = task("risk", change);
        String way = "/engine-rest/task/" + task.get("id").asText();

        assertThat(code(400, call("risk", way + "/bpmnError", Map.of("errorCode", "x"))))
                .isEqualTo("INVALID");
        assertThat(code(400, call("risk", way + "/bpmnEscalation", Map.of("escalationCode", "x"))))
                .isEqualTo("INVALID");

        app.expect(204, decide("risk", task("risk", change), false));
    }

    @Test
    void nothingIsPutInForceThatNobodyApprovedWhateverIsDoneToTheProcess() {
        JsonNode change = propose("operations", changed("3000", "7000"));
        String instance = change.get("changeId").asText();

        call(
                "admin",
                "/engine-rest/process-instance/" + instance + "/modification",
                Map.of(
                        "instructions",
                        List.of(Map.of("type", "startBeforeActivity", "activityId", "Task_DeployStrategy"))));
        app.settle();

        assertThat(version()).isEqualTo(version);
        assertThat(app.jdbc()
                        .sql("select EXCEPTION_MSG_ from ACT_RU_JOB where PROCESS_INSTANCE_ID_ = :id and"
                                + " EXCEPTION_MSG_ is not null")
                        .param("id", instance)
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("nobody approved it");
        app.expect(204, decide("risk", task("risk", change), false));
    }

    @Test
    void aChangeThatAnotherCameBeforeIsOvertaken() {
        JsonNode first = propose("designer", changed("3000", "3100"));
        JsonNode second = propose("designer", changed("3000", "3200"));
        app.expect(204, decide("risk", task("risk", first), true));

        app.expect(204, decide("risk", task("risk", second), true));

        assertThat(state(first)).isEqualTo("IN_FORCE");
        assertThat(state(second)).isEqualTo("OVERTAKEN");
        assertThat(limitOfANewcomer()).isEqualTo("3100");
        app.expect(200, reverse("risk", first));
    }

    @Test
    void tasklistsStartFormProposesByTheSameRules() {
        JsonNode started = app.expect(
                200, start("designer", Map.of("decision", TABLE, "dmn", changed("3000", "3300"), "reason", "try")));
        String changeId = started.get("id").asText();

        JsonNode change = app.get(CHANGES + "/" + changeId);
        assertThat(change.get("proposedBy").asText()).isEqualTo("designer");
        assertThat(change.get("reason").asText()).isEqualTo("try");
        assertThat(change.get("dmn").asText()).contains("3300");
        app.expect(204, decide("operations", task("operations", change), false));

        assertThat(code(404, start("designer", Map.of("decision", "no-table", "dmn", inForce))))
                .isEqualTo("UNKNOWN_DECISION");
        for (String user : List.of("analyst", "service", "risk", "customer-service")) {
            assertThat(start(user, Map.of("decision", TABLE, "dmn", inForce))
                            .getStatusCode()
                            .value())
                    .as(user)
                    .isIn(403, 404);
        }
    }

    @Test
    void aChangeNobodyDecidesExpires() {
        JsonNode change = propose("designer", changed("3000", "3400"));

        app.jump("P14D");

        assertThat(state(change)).isEqualTo("EXPIRED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "hitPolicy=\"FIRST\" ~ hitPolicy=\"COLLECT\" ~ hit policy",
                "hitPolicy=\"FIRST\" ~ hitPolicy=\"ANY\" ~ hit policy",
                "id=\"opening-limit\" ~ id=\"another\" ~ another",
                "<text>3000</text> ~ <text>3000 +</text> ~ row",
                "<text>3000</text> ~ <text>salary * 2</text> ~ salary",
                "name=\"openingLimit\" ~ name=\"limit\" ~ outputs",
                "</definitions> ~ </nothing> ~ Not a valid DMN file",
                "<definitions ~ <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><definitions ~ Not a valid DMN file"
            })
    void aTableThatWouldNotWorkIsRefusedAtOnce(String from, String to, String complaint) {
        String broken = inForce.replace(from.strip(), to.strip());
        assertThat(broken).isNotEqualTo(inForce);

        JsonNode problem = app.expect(400, post("designer", TABLE, broken));

        assertThat(problem.get("code").asText()).isEqualTo("INVALID_DMN");
        assertThat(problem.get("detail").asText()).contains(complaint);
    }

    @Test
    void whatChangesNothingOrNamesNoTableIsRefused() {
        assertThat(code(400, post("designer", TABLE, inForce))).isEqualTo("NO_CHANGE");
        assertThat(code(404, post("designer", "no-table", inForce))).isEqualTo("UNKNOWN_DECISION");
        assertThat(code(400, post("designer", null, inForce))).isEqualTo("INVALID");
        assertThat(code(400, post("designer", TABLE, null))).isEqualTo("INVALID");
        assertThat(code(400, post("designer", TABLE, "nonsense"))).isEqualTo("INVALID_DMN");
        assertThat(code(404, call("risk", CHANGES + "/no-change/reversal", Map.of())))
                .isEqualTo("UNKNOWN_CHANGE");
    }

    @Test
    void onlyDesignersAndOperationsProposeAndOnlyOperationsAndRiskTakeBack() {
        for (String user : List.of("risk", "analyst", "service", "customer-service")) {
            assertThat(post(user, TABLE, changed("3000", "3001"))
                            .getStatusCode()
                            .value())
                    .as(user)
                    .isEqualTo(403);
        }
        for (String user : List.of("designer", "analyst", "service", "customer-service")) {
            assertThat(call(user, CHANGES + "/x/reversal", Map.of())
                            .getStatusCode()
                            .value())
                    .as(user)
                    .isEqualTo(403);
        }
    }

    private String changed(String from, String to) {
        return inForce.replace("<text>" + from + "</text>", "<text>" + to + "</text>");
    }

    private JsonNode propose(String user, String dmn) {
        return app.expect(201, post(user, TABLE, dmn));
    }

    private ResponseEntity<String> post(String user, String decision, String dmn) {
        Map<String, Object> proposal = new HashMap<>();
        proposal.put("decision", decision);
        proposal.put("dmn", dmn);
        proposal.put("reason", "more first orders");
        return call(user, CHANGES, proposal);
    }

    private ResponseEntity<String> start(String user, Map<String, ?> form) {
        Map<String, Object> variables = new HashMap<>();
        form.forEach((name, value) -> variables.put(name, Map.of("value", value)));
        return call(
                user,
                "/engine-rest/process-definition/key/strategy-change/submit-form",
                Map.of("variables", variables));
    }

    private ResponseEntity<String> call(String user, String path, Object body) {
        HttpMethod method = path.contains("/variables/") ? HttpMethod.PUT : HttpMethod.POST;
        return app.call(user, method, path, body);
    }

    private ResponseEntity<String> reverse(String user, JsonNode change) {
        return call(user, CHANGES + "/" + change.get("changeId").asText() + "/reversal", Map.of());
    }

    private JsonNode task(String user, JsonNode change) {
        return TestApplication.list(app.expect(
                        200,
                        app.call(
                                user,
                                HttpMethod.GET,
                                "/engine-rest/task?processInstanceId="
                                        + change.get("changeId").asText(),
                                null)))
                .get(0);
    }

    private ResponseEntity<String> decide(String user, JsonNode task, boolean approved) {
        return app.complete(user, task, Map.of("strategyApproved", approved));
    }

    private String variable(String user, JsonNode task, String name) {
        return app.expect(
                        200,
                        app.call(
                                user,
                                HttpMethod.GET,
                                "/engine-rest/task/" + task.get("id").asText() + "/form-variables",
                                null))
                .at("/" + name + "/value")
                .asText();
    }

    private String state(JsonNode change) {
        return app.get(CHANGES + "/" + change.get("changeId").asText())
                .get("state")
                .asText();
    }

    private String code(int status, ResponseEntity<String> answer) {
        return app.expect(status, answer).get("code").asText();
    }

    private int version() {
        return tables.evaluate(TABLE, Map.of()).version();
    }

    private String limitOfANewcomer() {
        return tables.evaluate(TABLE, Map.of())
                .outputs()
                .get(0)
                .get("openingLimit")
                .toString();
    }
}

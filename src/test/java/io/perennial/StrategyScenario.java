package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.engine.DecisionTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

/** A decision table changes only by two people, whichever way they take, and can be changed back. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            House.SIMULATED,
            House.NO_DEMO,
            House.NO_HOLDOUT,
            House.FIRST_PASSWORD,
            House.JOBS_BY_HAND,
            House.RELAY_BY_HAND,
            "perennial.four-eyes=true"
        })
@Import(House.class)
abstract class StrategyScenario {

    private static final String CHANGES = "/api/v1/strategy-changes";
    private static final String TABLE = "opening-limit";

    /** Every door to a task, its process and their variables. */
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
    private House house;

    @Autowired
    private TestRestTemplate rest;

    @Autowired
    private DecisionTables tables;

    private String inForce;
    private int version;

    @BeforeEach
    void theTableAsItIs() throws IOException {
        house.settle();
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
        house.expect(204, decide("risk", task, true));

        assertThat(state(change)).isEqualTo("IN_FORCE");
        assertThat(version()).isEqualTo(version + 1);
        assertThat(limitOfANewcomer()).isEqualTo("3500");

        JsonNode reversed = house.expect(200, reverse("operations", change));
        assertThat(reversed.get("state").asText()).isEqualTo("REVERSED");
        assertThat(reversed.get("version").asInt()).isEqualTo(version + 2);
        assertThat(limitOfANewcomer()).isEqualTo("3000");
        assertThat(code(409, reverse("risk", change))).isEqualTo("NOT_IN_FORCE");
        assertThat(House.list(house.get(CHANGES + "?decision=" + TABLE)).get(0).get("changeId"))
                .isEqualTo(change.get("changeId"));
    }

    @Test
    void aRejectedChangeChangesNothing() {
        JsonNode change = propose("operations", changed("3000", "9000"));

        house.expect(204, decide("risk", task("risk", change), false));

        assertThat(state(change)).isEqualTo("REJECTED");
        assertThat(version()).isEqualTo(version);
        assertThat(code(409, reverse("operations", change))).isEqualTo("NOT_IN_FORCE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operations", "admin"})
    void whoProposedItNeitherDecidesItNorTouchesItWhicheverWay(String proposer) {
        JsonNode change = propose(proposer, changed("3000", "8000"));
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
        house.settle();

        assertThat(state(change)).isEqualTo("PROPOSED");
        assertThat(version()).isEqualTo(version);
        assertThat(shown(task("risk", change))).isEqualTo(shown);
        house.expect(204, decide("risk", task("risk", change), false));
    }

    private ResponseEntity<String> tried(String user, String way, JsonNode change, JsonNode task) {
        String[] methodAndPath = way.substring(0, way.indexOf('~')).strip().split(" ");
        String body = way.substring(way.indexOf('~') + 1);
        HttpMethod method = methodAndPath.length == 1 ? HttpMethod.POST : HttpMethod.valueOf(methodAndPath[0]);
        String path = methodAndPath[methodAndPath.length - 1]
                .replace("{task}", task.get("id").asText())
                .replace("{instance}", change.get("changeId").asText());
        return house.call(user, method, "/engine-rest/" + path, body.strip().replace("{user}", user));
    }

    /** Whose task it is and what its form shows. */
    private String shown(JsonNode task) {
        String id = task.get("id").asText();
        return house.get("/engine-rest/task/" + id + "/form-variables").toString()
                + house.get("/engine-rest/task/" + id).get("assignee")
                + house.get("/engine-rest/task/" + id + "/identity-links");
    }

    @Test
    void aTableDeployedPastTheSecondPersonIsRefusedAndSaysTheWay() {
        for (String user : List.of("designer", "admin")) {
            JsonNode problem = house.expect(403, deployed(user, "dmn/" + TABLE + ".dmn", changed("3000", "9999")));
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
        return house.call(user, HttpMethod.POST, "/engine-rest/deployment/create", MediaType.MULTIPART_FORM_DATA, form);
    }

    @Test
    void aDesignerPutsAProcessMadeOfTemplatesInForce() {
        String process = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">
              <process id="welcome-gift" name="Welcome gift" isExecutable="true" camunda:historyTimeToLive="P180D">
                <startEvent id="StartEvent_Asked"><outgoing>Flow_1</outgoing></startEvent>
                <sequenceFlow id="Flow_1" sourceRef="StartEvent_Asked" targetRef="Task_Thank" />
                <serviceTask id="Task_Thank" name="Thank" camunda:delegateExpression="${sendMessage}" camunda:asyncBefore="true">
                  <extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="template">guide-welcome</camunda:inputParameter>
                    <camunda:inputParameter name="purpose">SERVICE</camunda:inputParameter>
                  </camunda:inputOutput></extensionElements>
                </serviceTask>
              </process>
            </definitions>\
            """;

        JsonNode problem = house.expect(422, model("designer", process.replace("sendMessage", "sendFlowers")));
        assertThat(problem.get("code").asText()).isEqualTo("INVALID_MODEL");
        assertThat(problem.get("detail").asText()).contains("welcome-gift.bpmn", "Task_Thank", "${sendMessage}");
        assertThat(house.expect(422, deployed("designer", "welcome-gift.bpmn", process.replace("SERVICE", "SPAM")))
                        .get("code")
                        .asText())
                .isEqualTo("INVALID_MODEL");
        assertThat(model("operations", process).getStatusCode().value()).isEqualTo(403);

        assertThat(house.expect(200, model("designer", process)).get("deployed").asInt())
                .isEqualTo(1);
        assertThat(house.expect(200, model("designer", process)).get("deployed").asInt())
                .isZero();
        house.registers("gifted", "SEARCH");
        house.expect(
                200,
                call(
                        "admin",
                        "/engine-rest/process-definition/key/welcome-gift/start",
                        Map.of("businessKey", "gifted")));
        house.settle();
        assertThat(house.entries("gifted", "MESSAGE_QUEUED"))
                .anySatisfy(message ->
                        assertThat(message.at("/detail/cause").asText()).contains("welcome-gift/Task_Thank"));
    }

    private ResponseEntity<String> model(String user, String process) {
        return call(user, "/api/v1/models", Map.of("files", Map.of("welcome-gift.bpmn", process)));
    }

    @Test
    void everyProcessDeploysUnchangedFromModeler() throws IOException {
        try (Stream<Path> models = Files.list(Path.of("bpmn"))) {
            for (Path model :
                    (Iterable<Path>) models.filter(file -> file.toString().endsWith(".bpmn"))::iterator) {
                house.expect(200, deployed("designer", model.getFileName().toString(), Files.readString(model)));
            }
        }
    }

    @Test
    void theVocabularySaysWhatAModelMayUse() {
        JsonNode words = house.expect(200, house.call("designer", HttpMethod.GET, "/api/v1/models/vocabulary", null));

        assertThat(words.get("messages").toString()).contains("ORDER_PLACED", "JOURNEY_ASKED_AGAIN");
        assertThat(words.get("facts").toString()).contains("daysSinceLogin");
        assertThat(words.get("tags").toString()).contains("need:childcare");
        assertThat(words.get("groups").toString()).contains("customer-service");
        assertThat(words.get("decisions").toString()).contains(TABLE);
        assertThat(words.get("delegates")).anySatisfy(tool -> {
            assertThat(tool.get("delegate").asText()).isEqualTo("issueCoupon");
            assertThat(tool.at("/inputs/0/name").asText()).isEqualTo("offers");
        });
    }

    @Test
    void theVocabularyIsAPageThatABrowserMayDraw() {
        HttpHeaders browser = new HttpHeaders();
        browser.setBasicAuth("designer", House.PASSWORD);
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

        house.expect(
                200, call("operations", "/engine-rest/task/" + id + "/comment/create", Map.of("message", "please")));

        house.expect(204, decide("risk", task("risk", change), false));
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
        house.expect(204, call("risk", way + "/claim", Map.of("userId", "risk")));
        house.expect(204, call("risk", way + "/unclaim", Map.of()));
        assertThat(shown(task)).isEqualTo(shown);
        house.expect(204, decide("risk", task, false));
    }

    @Test
    void aBatchOfVariablesReachesNoFormEither() {
        JsonNode change = propose("admin", changed("3000", "8300"));
        String instance = change.get("changeId").asText();
        String shown = shown(task("risk", change));

        JsonNode batch = house.post(
                "/engine-rest/process-instance/variables-async",
                Map.of(
                        "processInstanceIds",
                        List.of(instance),
                        "variables",
                        Map.of("strategyApproved", Map.of("value", true))));
        house.settle();

        assertThat(shown(task("risk", change))).isEqualTo(shown);
        house.expect(
                204,
                house.call(
                        "admin",
                        HttpMethod.DELETE,
                        "/engine-rest/batch/" + batch.get("id").asText() + "?cascade=true",
                        null));
        house.expect(204, decide("risk", task("risk", change), false));
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

        house.expect(204, decide("risk", task("risk", change), false));
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
        house.settle();

        assertThat(version()).isEqualTo(version);
        assertThat(house.jdbc()
                        .sql("select EXCEPTION_MSG_ from ACT_RU_JOB where PROCESS_INSTANCE_ID_ = :id and"
                                + " EXCEPTION_MSG_ is not null")
                        .param("id", instance)
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("nobody approved it");
        house.expect(204, decide("risk", task("risk", change), false));
    }

    @Test
    void aChangeThatAnotherCameBeforeIsOvertaken() {
        JsonNode first = propose("designer", changed("3000", "3100"));
        JsonNode second = propose("designer", changed("3000", "3200"));
        house.expect(204, decide("risk", task("risk", first), true));

        house.expect(204, decide("risk", task("risk", second), true));

        assertThat(state(first)).isEqualTo("IN_FORCE");
        assertThat(state(second)).isEqualTo("OVERTAKEN");
        assertThat(limitOfANewcomer()).isEqualTo("3100");
        house.expect(200, reverse("risk", first));
    }

    @Test
    void tasklistsStartFormProposesByTheSameRules() {
        JsonNode started = house.expect(
                200, start("designer", Map.of("decision", TABLE, "dmn", changed("3000", "3300"), "reason", "try")));
        String changeId = started.get("id").asText();

        JsonNode change = house.get(CHANGES + "/" + changeId);
        assertThat(change.get("proposedBy").asText()).isEqualTo("designer");
        assertThat(change.get("reason").asText()).isEqualTo("try");
        assertThat(change.get("dmn").asText()).contains("3300");
        house.expect(204, decide("operations", task("operations", change), false));

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

        house.jump("P14D");

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
                "</definitions> ~ </nothing> ~ no DMN file",
                "<definitions ~ <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><definitions ~ no DMN file"
            })
    void aTableThatWouldNotWorkIsRefusedAtOnce(String from, String to, String complaint) {
        String broken = inForce.replace(from.strip(), to.strip());
        assertThat(broken).isNotEqualTo(inForce);

        JsonNode problem = house.expect(400, post("designer", TABLE, broken));

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
        return house.expect(201, post(user, TABLE, dmn));
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
        return house.call(user, method, path, body);
    }

    private ResponseEntity<String> reverse(String user, JsonNode change) {
        return call(user, CHANGES + "/" + change.get("changeId").asText() + "/reversal", Map.of());
    }

    private JsonNode task(String user, JsonNode change) {
        return House.list(house.expect(
                        200,
                        house.call(
                                user,
                                HttpMethod.GET,
                                "/engine-rest/task?processInstanceId="
                                        + change.get("changeId").asText(),
                                null)))
                .get(0);
    }

    private ResponseEntity<String> decide(String user, JsonNode task, boolean approved) {
        return house.complete(user, task, Map.of("strategyApproved", approved));
    }

    private String variable(String user, JsonNode task, String name) {
        return house.expect(
                        200,
                        house.call(
                                user,
                                HttpMethod.GET,
                                "/engine-rest/task/" + task.get("id").asText() + "/form-variables",
                                null))
                .at("/" + name + "/value")
                .asText();
    }

    private String state(JsonNode change) {
        return house.get(CHANGES + "/" + change.get("changeId").asText())
                .get("state")
                .asText();
    }

    private String code(int status, ResponseEntity<String> answer) {
        return house.expect(status, answer).get("code").asText();
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

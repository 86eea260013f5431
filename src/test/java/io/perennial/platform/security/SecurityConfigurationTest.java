package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.TestDatabases;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.runtime.ProcessListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "perennial.models=src/test/resources/engine-models",
            "perennial.demo=false",
            "perennial.password=" + SecurityConfigurationTest.PASSWORD,
            "perennial.journeys=message-wait",
            "perennial.service-starts=two-at-night",
            "perennial.login.failures=3",
            "perennial.api.largest-body=10KB"
        })
@TestDatabases.OnH2
class SecurityConfigurationTest {

    static final String PASSWORD = "Secret-of-the-test-1";

    private static final List<String> USERS =
            List.of("admin", "customer-service", "operations", "risk", "designer", "analyst", "service");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @LocalServerPort
    int port;

    record Parcel(int weight) {}

    /** A protected resource of the administrator. */
    @TestConfiguration
    @RestController
    static class Room implements ProcessListener {
        @Override
        public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
            if ("unwelcome".equals(businessKey)) {
                throw ApiException.keyReused(businessKey);
            }
            return Map.of();
        }

        @Override
        public void ended(String process, String businessKey, String processInstanceId) {}

        @PostMapping("/api/v1/test/parcels")
        Parcel take(@RequestBody Parcel parcel) {
            return parcel;
        }

        @PostMapping(path = "/api/v1/test/streams", consumes = "application/x-ndjson")
        int stream(InputStream body) throws IOException {
            return body.readAllBytes().length;
        }

        @GetMapping("/api/v1/test/numbers/{n}")
        int number(@PathVariable int n, @RequestParam int plus) {
            return n + plus;
        }

        @GetMapping("/api/v1/test/broken")
        void broken() {
            throw new IllegalStateException("a secret detail");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // call | groups that are admitted (404 or 405 where nothing is mapped)
                "POST /api/v1/events | admin service",
                "POST /api/v1/coupons/c/redemptions | admin service",
                "POST /api/v1/customers/4711/points/redemptions | admin service",
                "POST /api/v1/mall/quotes | admin service",
                "GET /api/v1/customers/4711 | admin customer-service operations risk analyst service",
                "GET /api/v1/customers/4711/timeline | admin customer-service operations risk analyst service",
                "DELETE /api/v1/customers/4711 | admin",
                "PUT /api/v1/offers/o/budget | admin operations",
                "PUT /api/v1/channels/c/costs/2026-01-01 | admin operations",
                "GET /api/v1/insight/funnel | admin analyst operations",
                "POST /api/v1/strategy-changes | admin designer operations",
                "GET /api/v1/clock | admin",
                "POST /api/v1/clock | admin",
                "GET /api/v1/anything | admin",
                "GET /actuator/metrics | admin",
                "GET /v3/api-docs | admin customer-service operations risk designer analyst service",
            })
    void callsAreRestrictedToTheirGroups(String call, String groups) throws Exception {
        String method = call.split(" ")[0];
        String path = call.split(" ")[1];
        assertThat(send(method, path, null, null).statusCode()).isEqualTo(401);
        for (String user : USERS) {
            int status = send(method, path, user, null).statusCode();
            if (List.of(groups.split(" ")).contains(user)) {
                assertThat(status).as(user).isNotIn(401, 403, 500);
            } else {
                assertThat(status).as(user).isEqualTo(403);
            }
        }
    }

    @Test
    void healthIsPublicAndTheRootIsTheDashboard() throws Exception {
        assertThat(send("GET", "/actuator/health", null, null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/", null, null).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/", "service", null).statusCode()).isEqualTo(403);
        HttpResponse<String> root = send("GET", "/", "analyst", null);
        assertThat(root.body()).contains("/dashboard/main.js");
        assertThat(root.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).doesNotContain("unsafe"));
        for (String part : List.of(
                "/dashboard/main.js",
                "/dashboard/en.json",
                "/shared/i18n.js",
                "/webjars/echarts/echarts.min.js",
                "/webjars/bpmn-js/dist/bpmn-navigated-viewer.production.min.js")) {
            assertThat(send("GET", part, "analyst", null).statusCode()).as(part).isEqualTo(200);
        }
        assertThat(send("GET", "/shared/i18n.js", "service", null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/shared/i18n.js", null, null).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/customers/1", "/engine-rest/engine", "/anything"})
    void wrongPasswordIsAProblemWithACode(String path) throws Exception {
        HttpResponse<String> answer = request("GET", path, null, basic("nobody-" + path.length(), "wrong"), null);
        problem(answer, 401, "UNAUTHORIZED");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void refusalsAreProblemsWithACode() throws Exception {
        problem(send("GET", "/api/v1/clock", "analyst", null), 403, "FORBIDDEN");
        problem(send("GET", "/api/v1/anything", "admin", null), 404, "NOT_FOUND");
        problem(send("GET", "/api/v1/test/parcels", "admin", null), 405, "METHOD_NOT_ALLOWED");
        problem(send("POST", "/api/v1/test/parcels", "admin", "{\"weight\": "), 400, "MALFORMED");
        problem(send("POST", "/api/v1/test/parcels", "admin", ""), 400, "MALFORMED");
        problem(send("POST", "/api/v1/test/parcels", "admin", "{\"weight\": \"heavy\"}"), 400, "INVALID");
        problem(
                request("POST", "/api/v1/test/parcels", "text/csv", basic("admin", PASSWORD), "a;b"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        problem(send("GET", "/api/v1/test/numbers/x?plus=1", "admin", null), 400, "INVALID");
        problem(send("GET", "/api/v1/test/numbers/1", "admin", null), 400, "INVALID");
        HttpResponse<String> broken = send("GET", "/api/v1/test/broken", "admin", null);
        problem(broken, 500, "INTERNAL");
        assertThat(broken.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void oversizedBodiesAreRefusedEvenWithoutLength() throws Exception {
        String large = "{\"weight\": 1, \"x\": \"" + "x".repeat(20_000) + "\"}";
        problem(send("POST", "/api/v1/test/parcels", "admin", large), 413, "TOO_LARGE");
        problem(send("POST", "/engine-rest/task", "admin", large), 413, "TOO_LARGE");
        for (String path : List.of("/api/v1/test/parcels", "/api/v1/test/streams", "/engine-rest/task")) {
            String type = path.contains("streams") ? "application/x-ndjson" : MediaType.APPLICATION_JSON_VALUE;
            HttpRequest chunked = HttpRequest.newBuilder(at(path))
                    .header("Authorization", basic("admin", PASSWORD))
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
                    .build();
            problem(http.send(chunked, BodyHandlers.ofString()), 413, "TOO_LARGE");
        }
    }

    @Test
    void guessingIsThrottledPerUser() throws Exception {
        String guest = "{\"profile\":{\"id\":\"guest\",\"firstName\":\"G\",\"lastName\":\"G\",\"email\":\"\"},"
                + "\"credentials\":{\"password\":\"" + PASSWORD + "\"}}";
        assertThat(send("POST", "/engine-rest/user/create", "admin", guest).statusCode())
                .isEqualTo(204);
        assertThat(send("GET", "/engine-rest/engine", "guest", null).statusCode())
                .isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            assertThat(request("GET", "/api/v1/customers/1", null, basic("guest", "wrong" + i), null)
                            .statusCode())
                    .isEqualTo(401);
        }
        problem(send("GET", "/api/v1/customers/1", "guest", null), 429, "TOO_MANY_LOGINS");
        problem(send("GET", "/engine-rest/engine", "guest", null), 429, "TOO_MANY_LOGINS");
        assertThat(login("guest", PASSWORD).statusCode()).isEqualTo(429);
        assertThat(send("GET", "/engine-rest/engine", "operations", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void webApplicationLoginIsThrottledToo() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(login("designer-" + "x", "wrong").statusCode()).isEqualTo(401);
        }
        assertThat(login("designer-" + "x", "wrong").statusCode()).isEqualTo(429);
        assertThat(login("customer-service", PASSWORD).statusCode()).isEqualTo(200);
    }

    /** CVE-2026-77226. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin/%73etup/default/user/create",
                "/camunda/api/admin/setup;a=b/default/user/create",
                "/camunda/api/admin//setup/default/user/create",
                "/camunda/api/admin/x/../setup/default/user/create"
            })
    void setupPageIsDisabled(String path) throws Exception {
        String body = "{\"profile\":{\"id\":\"mallory\",\"firstName\":\"M\",\"lastName\":\"M\",\"email\":\"\"},"
                + "\"credentials\":{\"password\":\"Mallory-is-in-1\"}}";
        assertThat(request("POST", path, "application/json", null, body).statusCode())
                .isIn(400, 403);
        assertThat(request("POST", path, "application/json", basic("admin", PASSWORD), body)
                        .statusCode())
                .isIn(400, 403);
        JsonNode users = json.readTree(send("GET", "/engine-rest/user?id=mallory&maxResults=10", "admin", null)
                .body());
        assertThat(users).isEmpty();
    }

    @Test
    void servicesStartAndMessageJourneysButSeeNoUsersOrTasks() throws Exception {
        assertThat(json.readTree(send("GET", "/engine-rest/user?maxResults=100", "service", null)
                        .body()))
                .allSatisfy(user -> assertThat(user.get("id").asText()).isEqualTo("service"));
        assertThat(json.readTree(send("GET", "/engine-rest/user?maxResults=100", "admin", null)
                        .body()))
                .hasSizeGreaterThanOrEqualTo(7);
        assertThat(json.readTree(send("GET", "/engine-rest/task?maxResults=100", "service", null)
                        .body()))
                .isEmpty();

        HttpResponse<String> started =
                send("POST", "/engine-rest/process-definition/key/message-wait/start", "service", "{}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        String instance = json.readTree(started.body()).get("id").asText();
        HttpResponse<String> messaged = send(
                "POST",
                "/engine-rest/message",
                "service",
                "{\"messageName\":\"LOGGED_IN\",\"processInstanceId\":\"" + instance + "\"}");
        assertThat(messaged.statusCode()).as(messaged.body()).isEqualTo(204);
        assertThat(send("POST", "/engine-rest/process-definition/key/two-at-night/start", "service", "{}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/engine-rest/process-definition/key/chained-waits/start", "service", "{}")
                        .statusCode())
                .isIn(403, 404);
        for (String other : List.of("analyst", "customer-service", "designer")) {
            assertThat(send("POST", "/engine-rest/process-definition/key/message-wait/start", other, "{}")
                            .statusCode())
                    .as(other)
                    .isIn(403, 404);
        }
    }

    @Test
    void refusedStartIsTheSameProblemInEngineRest() throws Exception {
        HttpResponse<String> answer = send(
                "POST",
                "/engine-rest/process-definition/key/message-wait/start",
                "service",
                "{\"businessKey\":\"unwelcome\"}");
        problem(answer, 409, "KEY_REUSED");
    }

    @Test
    void expressionsInQueriesAreRefusedOnEveryPath() throws Exception {
        String query = "{\"orQueries\":[{\"name\":\"a\",\"assigneeExpression\":\"${1+1}\"}]}";
        for (String path : List.of("/engine-rest/task?maxResults=1", "/engine-rest/task/count")) {
            assertThat(send("POST", path, "analyst", query).statusCode())
                    .as(path)
                    .isEqualTo(400);
        }
        JsonNode filters = json.readTree(send("GET", "/engine-rest/filter?maxResults=10", "operations", null)
                .body());
        assertThat(filters).isNotEmpty();
        String filter = filters.get(0).get("id").asText();
        assertThat(send("POST", "/engine-rest/filter/" + filter + "/list", "operations", query)
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/engine-rest/filter/" + filter + "/count", "operations", query)
                        .statusCode())
                .isEqualTo(400);
        String stored = "{\"resourceType\":\"Task\",\"name\":\"bad\",\"query\":" + query + "}";
        assertThat(send("POST", "/engine-rest/filter/create", "admin", stored).statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/engine-rest/filter/create", "operations", stored.replace("${1+1}", "x"))
                        .statusCode())
                .isIn(400, 403);
    }

    @Test
    void groupsSeeTheirFiltersAndDesignersDeploy() throws Exception {
        Map<String, List<String>> expected = Map.of(
                "customer-service",
                List.of("Due today", "Overdue", "My callbacks", "Hardship", "Customer service's tasks"),
                "operations",
                List.of("Approvals", "Overdue", "My tasks", "Operations' tasks"),
                "risk",
                List.of("Approvals", "Reviews", "Overdue", "My tasks", "Risk's tasks"));
        for (String group : expected.keySet()) {
            JsonNode filters = json.readTree(send("GET", "/engine-rest/filter?maxResults=10", group, null)
                    .body());
            List<String> names = new ArrayList<>();
            filters.forEach(filter -> names.add(filter.get("name").asText().replaceAll(" \\P{ASCII}+$", "")));
            assertThat(names).as(group).containsExactlyInAnyOrderElementsOf(expected.get(group));
            for (JsonNode filter : filters) {
                assertThat(send(
                                        "GET",
                                        "/engine-rest/filter/"
                                                + filter.get("id").asText() + "/list?maxResults=5",
                                        group,
                                        null)
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(json.readTree(send("GET", "/engine-rest/filter?maxResults=10", "analyst", null)
                        .body()))
                .isEmpty();
        assertThat(json.readTree(send("GET", "/engine-rest/deployment?maxResults=10", "designer", null)
                        .body()))
                .isNotEmpty();
        assertThat(json.readTree(send("GET", "/engine-rest/deployment?maxResults=10", "service", null)
                        .body()))
                .isEmpty();
    }

    private HttpResponse<String> login(String user, String password) throws Exception {
        return request(
                "POST",
                "/camunda/api/admin/auth/user/default/login/tasklist",
                "application/x-www-form-urlencoded",
                null,
                "username=" + user + "&password=" + password);
    }

    private HttpResponse<String> send(String method, String path, String user, String body) throws Exception {
        return request(
                method,
                path,
                body == null ? null : "application/json",
                user == null ? null : basic(user, PASSWORD),
                body);
    }

    private HttpResponse<String> request(String method, String path, String type, String authorization, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (path.startsWith("/camunda/api/admin/auth")) {
            csrf().forEach(request::header);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private Map<String, String> csrf() throws Exception {
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(at("/camunda/app/tasklist/default/")).build(), BodyHandlers.ofString());
        StringBuilder cookies = new StringBuilder();
        String token = "";
        for (String cookie : page.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";")[0];
            cookies.append(cookies.isEmpty() ? "" : "; ").append(pair);
            if (pair.startsWith("XSRF-TOKEN=")) {
                token = pair.substring("XSRF-TOKEN=".length());
            }
        }
        return Map.of("Cookie", cookies.toString(), "X-XSRF-TOKEN", token);
    }

    private URI at(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private void problem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(json.readTree(answer.body()).path("code").asText()).isEqualTo(code);
        assertThat(json.readTree(answer.body()).path("detail").asText()).isNotBlank();
    }
}

package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The running application as used by anonymous, authorised and malicious callers. The paths come from the OpenAPI documents, so
 * that a new path cannot be missed.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "server.forward-headers-strategy=native",
            "perennial.api.requests-per-second.people=100000",
            "perennial.api.requests-per-second.service=100000",
            "spring.security.oauth2.resourceserver.jwt.audiences=perennial"
        })
@TestDatabases.OnH2
@Import(TestApplication.class)
@ExtendWith(OutputCaptureExtension.class)
class EndpointSecurityTest {

    private static final List<String> USERS =
            List.of("admin", "customer-service", "operations", "risk", "designer", "analyst", "service");

    /** Groups that may call a path; administrators may call all. */
    private static final String RIGHTS = """
            POST /api/v1/events                                        service
            GET /api/v1/customers/{customerId}                         customer-service operations risk analyst service
            DELETE /api/v1/customers/{customerId}
            GET /api/v1/customers/{customerId}/timeline                customer-service operations risk analyst service
            GET /api/v1/customers/{customerId}/coupons                 customer-service operations risk analyst service
            GET /api/v1/customers/{customerId}/limit-changes           customer-service operations risk analyst service
            GET /api/v1/customers/{customerId}/points                  customer-service operations risk analyst service
            GET /api/v1/customers/{customerId}/points/statements/{month}   customer-service operations risk analyst service
            POST /api/v1/customers/{customerId}/points/redemptions     service
            POST /api/v1/mall/quotes                                   service
            POST /api/v1/mall/applications                             service
            GET /api/v1/mall/applications/{applicationId}              service
            POST /api/v1/mall/applications/{applicationId}/cancellations   service
            GET /api/v1/mall/applications/{applicationId}/early-repayment  service
            POST /api/v1/mall/applications/{applicationId}/early-repayments    service
            POST /api/v1/coupons/{couponId}/redemptions                service
            POST /api/v1/coupons/{couponId}/revocations                operations
            PUT /api/v1/offers/{offer}/budget                          operations
            PUT /api/v1/channels/{channel}/costs/{date}                operations
            GET /api/v1/ledger/check                                   operations
            GET /api/v1/insight/today                                  analyst operations
            GET /api/v1/insight/funnel                                 analyst operations
            GET /api/v1/insight/cohorts                                analyst operations
            GET /api/v1/insight/channels                               analyst operations
            GET /api/v1/insight/offers                                 analyst operations
            GET /api/v1/insight/callbacks                              analyst operations
            GET /api/v1/insight/reviews                                analyst operations
            GET /api/v1/insight/journeys                               analyst operations
            GET /api/v1/insight/journeys/{process}                     analyst operations
            GET /api/v1/insight/journeys/{process}/diagram             analyst operations
            GET /api/v1/insight/definitions                            analyst operations
            GET /api/v1/messages/preview                               operations designer
            POST /api/v1/strategy-changes                              designer operations
            GET /api/v1/strategy-changes                               designer operations risk analyst
            GET /api/v1/strategy-changes/{changeId}                    designer operations risk analyst
            POST /api/v1/strategy-changes/{changeId}/reversal          operations risk
            POST /api/v1/models                                        designer
            GET /api/v1/models/vocabulary                              designer
            GET /api/v1/models/{process}/migration                     designer
            POST /api/v1/models/{process}/migration                    designer
            GET /api/v1/models/{process}/migration/{batchId}           designer
            GET /api/v1/insight/ltv                                    analyst operations
            GET /api/v1/insight/holdout                                analyst operations
            GET /api/v1/insight/strengths                              analyst operations
            GET /api/v1/insight/quality                                analyst operations
            GET /api/v1/audit
            GET /api/v1/audit/check
            GET /api/v1/audit/export
            GET /api/v1/clock
            POST /api/v1/clock
            """;

    private static final String EVERYBODY = "analyst customer-service operations risk designer service";
    private static final String OPERATORS = "customer-service operations risk";

    /**
     * Groups that reach the engine, which then checks its own authorisations; the first matching line applies. Paths not listed
     * are for administrators.
     */
    private static final List<String[]> ENGINE_RIGHTS = List.of(
            new String[] {
                "GET /(engine|version|identity/groups|user|user/count|user/x/profile|deployment|deployment/count)",
                EVERYBODY
            },
            new String[] {"(GET|POST) /task(/count)?", EVERYBODY},
            new String[] {"GET /filter(/.*)?", EVERYBODY},
            new String[] {"POST /filter/x/.*", EVERYBODY},
            new String[] {".* /task/.*", OPERATORS},
            new String[] {"GET /process-definition(/.*)?", OPERATORS + " designer service"},
            new String[] {"POST /process-definition/(key/)?x/(start|submit-form)", "operations designer service"},
            new String[] {"GET /process-instance(/.*)?", "designer service"},
            new String[] {"POST /message", "service"},
            new String[] {"POST /deployment/create", "designer"},
            new String[] {
                "GET /(deployment|decision-definition|decision-requirements-definition|incident|job)(/.*)?", "designer"
            },
            new String[] {"PUT /job/x/retries", "designer"});

    private static final AtomicInteger TRIPPED = new AtomicInteger();
    private static final IdentityProvider PROVIDER = IdentityProvider.start();

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", PROVIDER::issuer);
    }

    @TestConfiguration
    static class Trap {

        /** Target of injected expressions; engine expressions see all beans. */
        @Bean
        Callable<String> tripwire() {
            return () -> "tripped " + TRIPPED.incrementAndGet();
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private TestApplication app;

    @Autowired
    private JdbcClient jdbc;

    private Visitor nobody;

    @BeforeEach
    void arrive() {
        nobody = Visitor.nobody(port);
    }

    @AfterEach
    void noForeignExpressionWasEvaluated() {
        assertThat(TRIPPED).hasValue(0);
    }

    private Visitor as(String user) {
        return Visitor.user(port, user, TestApplication.PASSWORD);
    }

    // --- authorisation ---

    @Test
    void everyApiPathIsRestrictedToItsGroups() {
        Map<String, List<String>> rights = new TreeMap<>();
        for (String line : RIGHTS.strip().split("\n")) {
            String[] words = line.strip().split(" +");
            rights.put(words[0] + " " + words[1], List.of(words).subList(2, words.length));
        }
        List<Operation> operations = Operation.of(as("admin").json("/v3/api-docs"), "");
        assertThat(operations)
                .extracting(Operation::name)
                .hasSize(rights.size())
                .allSatisfy(name ->
                        assertThat(rights).as("a new path needs an entry here").containsKey(name));

        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            String body = operation.changes() ? "{}" : null;
            String path = operation.path(name -> "x");
            expect(wrong, operation, "nobody", nobody.send(operation.method(), path, body), 401);
            for (String user : USERS) {
                HttpResponse<String> answer = as(user).send(operation.method(), path, body);
                if (user.equals("admin") || rights.get(operation.name()).contains(user)) {
                    if (answer.statusCode() == 401 || answer.statusCode() == 403 || answer.statusCode() >= 500) {
                        wrong.add(operation.name() + " " + user + ": " + answer.statusCode());
                    }
                } else {
                    expect(wrong, operation, user, answer, 403);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void expect(
            List<String> wrong, Operation operation, String user, HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status || !answer.body().contains("\"code\"")) {
            wrong.add(operation.name() + " " + user + ": " + answer.statusCode());
        }
    }

    @Test
    void everyEnginePathIsRestrictedToGroupsThatNeedIt() throws IOException {
        List<Operation> operations = engineOperations();
        assertThat(operations).hasSizeGreaterThan(300);
        Map<String, JsonNode> before = engineContent();

        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            String body = operation.changes() ? "{}" : null;
            String path = operation.path(name -> "x");
            List<String> allowed = mayCall(operation.method() + " " + path.substring("/engine-rest".length()));
            expect(wrong, operation, "nobody", nobody.send(operation.method(), path, body), 401);
            for (String user : USERS.subList(1, USERS.size())) {
                HttpResponse<String> answer = as(user).send(operation.method(), path, body);
                boolean shut = answer.statusCode() == 403
                        && answer.body().contains("This user has no permission for this request.");
                if (shut == allowed.contains(user)
                        || answer.body().contains("\tat ")
                        || answer.body().contains("camunda-admin")) {
                    wrong.add(operation.name() + " " + user + ": " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(engineContent()).isEqualTo(before);
        assertThat(as("analyst")
                        .send("POST", "/engine-rest/engine/default/signal", "{\"name\":\"x\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("service").get("/engine-rest/engine/default/job").statusCode())
                .isEqualTo(403);
    }

    @Test
    void administratorReadsEveryEnginePath() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : engineOperations()) {
            if (operation.method().equals("GET")) {
                HttpResponse<String> answer = as("admin").get(operation.path(name -> "x"));
                boolean isList = !operation.template().contains("{");
                if (isList && answer.statusCode() >= 500
                        || answer.statusCode() == 403
                        || answer.body().contains("unbound")) {
                    wrong.add(operation.name() + ": " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(as("admin").get("/engine-rest/metrics").statusCode()).isEqualTo(200);
        assertThat(as("admin")
                        .get("/engine-rest/metrics/root-process-instance-start/sum")
                        .statusCode())
                .isEqualTo(200);
    }

    private List<Operation> engineOperations() throws IOException {
        try (InputStream document = getClass().getResourceAsStream("/openapi.json")) {
            return Operation.of(
                    Visitor.parse(new String(document.readAllBytes(), StandardCharsets.UTF_8)), "/engine-rest");
        }
    }

    private static List<String> mayCall(String call) {
        return ENGINE_RIGHTS.stream()
                .filter(right -> call.replaceFirst("\\?.*", "").matches(right[0]))
                .findFirst()
                .map(right -> List.of(right[1].split(" ")))
                .orElse(List.of());
    }

    private Map<String, JsonNode> engineContent() {
        Map<String, JsonNode> held = new TreeMap<>();
        for (String kind : List.of(
                "user",
                "group",
                "authorization",
                "deployment",
                "process-definition",
                "process-instance",
                "filter",
                "job",
                "tenant",
                "batch")) {
            held.put(kind, as("admin").json("/engine-rest/" + kind + "/count"));
        }
        return held;
    }

    @Test
    void billOfMaterialsIsForAdministrators() {
        assertThat(nobody.get("/actuator/sbom").statusCode()).isEqualTo(401);
        assertThat(as("analyst").get("/actuator/sbom").statusCode()).isEqualTo(403);
        assertThat(as("admin").get("/actuator/sbom").statusCode()).isEqualTo(200);
    }

    @Test
    void passwordVerificationPathsAreDisabled() {
        String guess = "{\"username\":\"admin\",\"password\":\"" + TestApplication.PASSWORD + "\"}";
        for (String path : List.of(
                "/engine-rest/identity/verify",
                "/engine-rest/identity/verify/",
                "/engine-rest/identity/%76erify",
                "/engine-rest/engine/default/identity/verify")) {
            HttpResponse<String> answer = as("analyst").send("POST", path, guess);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
        }
        Visitor browser = nobody.loggedIn("operations", TestApplication.PASSWORD);
        assertThat(browser.send("POST", "/camunda/api/engine/engine/default/identity/verify", guess)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void weakPasswordsAreRefused() {
        for (String weak :
                List.of("short-A1", "all-small-letters-1", "NO-SMALL-LETTERS-1", "No-digits-here", "Nosign1234")) {
            String user = "{\"profile\":{\"id\":\"weak\",\"firstName\":\"W\",\"lastName\":\"W\",\"email\":\"\"},"
                    + "\"credentials\":{\"password\":\"" + weak + "\"}}";
            HttpResponse<String> answer = as("admin").send("POST", "/engine-rest/user/create", user);
            assertThat(code(400, answer)).isEqualTo("WEAK_PASSWORD");
            assertThat(answer.body()).doesNotContain(weak);
            assertThat(as("admin")
                            .send(
                                    "PUT",
                                    "/engine-rest/user/analyst/credentials",
                                    "{\"password\":\"" + weak + "\",\"authenticatedUserPassword\":\""
                                            + TestApplication.PASSWORD + "\"}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    // --- tokens ---

    @Test
    void serviceMayUseATokenInsteadOfAPassword() {
        Visitor machine = nobody.with("Authorization", "Bearer " + PROVIDER.token("mall", "perennial", "/service"));
        assertThat(machine.send("POST", "/api/v1/events", "[]").statusCode()).isEqualTo(200);
        assertThat(machine.get("/api/v1/clock").statusCode()).isEqualTo(403);
        assertThat(machine.json("/engine-rest/user")).isEmpty();
        assertThat(machine.send("POST", "/engine-rest/process-definition/key/nightly-review/start", "{}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void invalidTokensAreRefused() {
        assertThat(code(401, bearer(PROVIDER.token("mall", "another-audience", "service"))))
                .isEqualTo("UNAUTHORIZED");
        assertThat(code(401, bearer(IdentityProvider.forged(PROVIDER.issuer(), "mall", "perennial", "service"))))
                .isEqualTo("UNAUTHORIZED");
        assertThat(code(401, bearer(PROVIDER.expired("mall", "perennial", "service"))))
                .isEqualTo("UNAUTHORIZED");
        assertThat(code(401, bearer("no.token.at-all"))).isEqualTo("UNAUTHORIZED");
        assertThat(code(401, bearer(PROVIDER.token("x y\r\n<b>", "perennial", "service"))))
                .isEqualTo("UNAUTHORIZED");
        assertThat(code(403, bearer(PROVIDER.token("mall", "perennial", "some-other-group"))))
                .isEqualTo("FORBIDDEN");
    }

    private HttpResponse<String> bearer(String token) {
        return nobody.with("Authorization", "Bearer " + token).send("POST", "/api/v1/events", "[]");
    }

    // --- browsers ---

    @Test
    void pagesOfOtherSitesCannotChangeAnything() {
        for (String path : List.of("/api/v1/events", "/engine-rest/message", "/api/v1/clock")) {
            Visitor admin = as("admin");
            assertThat(code(403, admin.with("Sec-Fetch-Site", "cross-site").send("POST", path, "[]")))
                    .isEqualTo("FOREIGN_PAGE");
            assertThat(code(403, admin.with("Sec-Fetch-Site", "same-site").send("POST", path, "[]")))
                    .isEqualTo("FOREIGN_PAGE");
            for (String origin : List.of("https://evil.example", "null", "http://localhost:1", "::")) {
                assertThat(code(403, admin.with("Origin", origin).send("POST", path, "[]")))
                        .isEqualTo("FOREIGN_PAGE");
            }
        }
        Visitor own = as("service").with("Origin", "http://localhost:" + port);
        assertThat(own.send("POST", "/api/v1/events", "[]").statusCode()).isEqualTo(200);
        assertThat(own.with("Sec-Fetch-Site", "same-origin")
                        .send("POST", "/api/v1/events", "[]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(as("service")
                        .with("Sec-Fetch-Site", "cross-site")
                        .get("/api/v1/customers/1")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tasklistSessionNeedsItsTokenAndWorksOnlyThere() {
        Visitor browser = nobody.loggedIn("operations", TestApplication.PASSWORD);
        assertThat(browser.json("/camunda/api/engine/engine/default/task?maxResults=10"))
                .isEmpty();
        assertThat(browser.with("X-XSRF-TOKEN", null)
                        .send("POST", "/camunda/api/engine/engine/default/task", "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/api/v1/customers/1").statusCode()).isEqualTo(401);
        assertThat(browser.get("/engine-rest/task").statusCode()).isEqualTo(401);
    }

    @Test
    void everyResponseHasSecurityHeaders() {
        for (HttpResponse<String> answer : List.of(
                as("admin").get("/api/v1/clock"),
                as("admin").get("/engine-rest/engine"),
                nobody.get("/api/v1/clock"),
                nobody.get("/nothing"))) {
            assertThat(header(answer, "Content-Security-Policy"))
                    .contains("default-src", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(header(answer, "Cache-Control")).containsAnyOf("no-store", "no-cache");
            assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
        }
        assertThat(header(as("admin").get("/swagger-ui/index.html"), "Content-Security-Policy"))
                .contains("default-src 'self'")
                .doesNotContain("script-src");
        assertThat(header(nobody.get("/camunda/app/tasklist/default/"), "Content-Security-Policy"))
                .contains("'nonce-");
    }

    @Test
    void hstsIsSentBehindATlsProxy() {
        Visitor proxied = as("admin").with("X-Forwarded-Proto", "https");
        assertThat(header(proxied.get("/api/v1/clock"), "Strict-Transport-Security"))
                .contains("max-age=31536000");
        assertThat(as("admin").get("/api/v1/clock").headers().firstValue("Strict-Transport-Security"))
                .isEmpty();
    }

    @Test
    void malformedRequestsGetNoServerBannerOrStackTrace() throws IOException {
        for (String line :
                List.of("GET /api/v1/<script> HTTP/1.1", "GET /api/v1/%zz HTTP/1.1", "BREW / HTTP/1.1", "x")) {
            try (Socket socket = new Socket("localhost", port)) {
                socket.setSoTimeout(10_000);
                OutputStream out = socket.getOutputStream();
                out.write((line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as(line).startsWith("HTTP/1.1 4").doesNotContainIgnoringCase("tomcat", "exception");
            }
        }
    }

    // --- actuator ---

    @Test
    void onlyHealthIsPublicAndDetailsAreForAdministrators() {
        for (String path : List.of("/actuator/health/liveness", "/actuator/health/readiness")) {
            assertThat(nobody.get(path).statusCode()).as(path).isEqualTo(200);
        }
        HttpResponse<String> open = nobody.get("/actuator/health");
        assertThat(open.statusCode())
                .as("another test may have moved the clock past a review")
                .isIn(200, 503);
        assertThat(open.body()).contains("status").doesNotContain("components", "details");
        JsonNode health =
                Visitor.parse(as("admin").get("/actuator/health").body()).get("components");
        assertThat(health.fieldNames())
                .toIterable()
                .contains("db", "livenessState", "readinessState", "review", "processEngine");
        assertThat(as("admin")
                        .json("/actuator/health/readiness")
                        .get("components")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("db", "readinessState");
        assertThat(as("operations").get("/actuator/health").body()).doesNotContain("components");
        for (String shut : List.of("env", "heapdump", "threaddump", "configprops", "beans", "loggers", "mappings")) {
            assertThat(nobody.get("/actuator/" + shut).statusCode()).as(shut).isEqualTo(401);
            assertThat(as("designer").get("/actuator/" + shut).statusCode())
                    .as(shut)
                    .isEqualTo(403);
            assertThat(as("admin").get("/actuator/" + shut).statusCode())
                    .as(shut)
                    .isIn(403, 404);
        }
        assertThat(as("operations").get("/actuator/metrics").statusCode()).isEqualTo(403);
        assertThat(as("admin").get("/actuator/metrics").statusCode()).isEqualTo(200);
    }

    // --- expressions in queries, CVE-2026-109432 ---

    @Test
    void queriesNeverEvaluateExpressions() {
        String code = "${tripwire.call()}";
        String mine = "{\"assigneeExpression\":\"" + code + "\"}";
        String nested =
                "{\"name\":\"a\",\"orQueries\":[{\"name\":\"a\",\"candidateGroupsExpression\":\"" + code + "\"}]}";
        Visitor browser = nobody.loggedIn("operations", TestApplication.PASSWORD);
        String webapp = "/camunda/api/engine/engine/default";
        String filter =
                browser.json(webapp + "/filter?maxResults=10").get(0).get("id").asText();
        for (String query : List.of(mine, nested)) {
            for (String path : List.of(
                    "/task",
                    "/task/count",
                    "/filter/" + filter + "/list",
                    "/filter/" + filter + "/count",
                    "/filter/" + filter + "/singleResult")) {
                assertThat(browser.send("POST", webapp + path, query).statusCode())
                        .as(path + query)
                        .isEqualTo(400);
                assertThat(as("operations")
                                .send("POST", "/engine-rest" + path, query)
                                .statusCode())
                        .as(path + query)
                        .isEqualTo(400);
                assertThat(as("operations")
                                .send("POST", "/engine-rest/engine/default" + path, query)
                                .statusCode())
                        .as(path + query)
                        .isEqualTo(400);
            }
            String stored = "{\"resourceType\":\"Task\",\"name\":\"bad\",\"query\":" + query + "}";
            assertThat(as("admin")
                            .send("POST", "/engine-rest/filter/create", stored)
                            .statusCode())
                    .isEqualTo(400);
            assertThat(as("admin")
                            .send("PUT", "/engine-rest/filter/" + filter, stored)
                            .statusCode())
                    .isEqualTo(400);
            assertThat(as("operations")
                            .send("POST", "/engine-rest/filter/create", stored)
                            .statusCode())
                    .isIn(400, 403);
        }
        assertThat(as("operations")
                        .get("/engine-rest/task?assigneeExpression=%24%7Btripwire.call()%7D")
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("operations")
                        .send(
                                "POST",
                                "/engine-rest/filter/create",
                                "{\"resourceType\":\"Task\",\"name\":\"own\",\"query\":{}}")
                        .statusCode())
                .as("filters are made by administrators only")
                .isEqualTo(403);
        for (String path : List.of(
                "/history/task",
                "/process-instance",
                "/execution",
                "/variable-instance",
                "/external-task",
                "/job",
                "/incident",
                "/historic/variable-instance",
                "/user",
                "/group",
                "/deployment",
                "/decision-definition")) {
            as("admin").send("POST", "/engine-rest" + path, nested);
            as("admin").send("POST", "/engine-rest" + path + "/count", nested);
        }
    }

    // --- injection ---

    @Test
    void customerNamesAreNeverInterpreted(CapturedOutput log) {
        List<String> names = List.of(
                "${tripwire.call()}",
                "#{tripwire.call()}",
                "<script>alert(1)</script>",
                "'; drop table customer; --",
                "a\r\nFAKE 2026-01-01 ERROR everything is lost",
                "\u202Eevil\u202C",
                "{{constructor.constructor('alert(1)')()}}",
                "=cmd|' /C calc'!A0");
        for (int n = 0; n < names.size(); n++) {
            String id = "inject-" + n;
            String name = names.get(n);
            String channel = name.replaceAll("[/\\\\%;]", "");
            JsonNode sent = app.send(List.of(TestApplication.event(
                    "inject-event-" + n,
                    "CUSTOMER_REGISTERED",
                    id,
                    app.now(),
                    Map.of("channel", channel, "name", name, "region", name, "campaign", name))));
            boolean oneLine = name.chars().noneMatch(Character::isISOControl);
            assertThat(sent.get("accepted").asInt()).as(sent.toString()).isEqualTo(oneLine ? 1 : 0);
            if (!oneLine) {
                continue;
            }
            app.settle();
            HttpResponse<String> answer = as("customer-service").get("/api/v1/customers/" + id);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(header(answer, "Content-Type")).startsWith("application/json");
            assertThat(Visitor.parse(answer.body()).get("name").asText()).isEqualTo(names.get(n));
            assertThat(as("customer-service")
                            .get("/api/v1/customers/" + id + "/timeline")
                            .statusCode())
                    .isEqualTo(200);
        }
        app.settle();
        for (String bad : List.of("a'b", "a b", "a/b", "<b>", "${x}", "a\r\nb", "\u0430bc", "x".repeat(65))) {
            JsonNode answer = app.send(
                    List.of(TestApplication.event("e-" + bad.hashCode(), "LOGGED_IN", bad, app.now(), Map.of())));
            assertThat(answer.get("accepted").asInt()).as(bad).isZero();
        }
        assertThat(log.getAll().lines()).noneMatch(line -> line.startsWith("FAKE"));
    }

    @Test
    void variablesNamesAndKeysAreNeverEvaluated(CapturedOutput log) {
        String code = "${tripwire.call()}";
        String variables = "{\"businessKey\":\"juel-1\",\"variables\":{\"cause\":{\"value\":\"" + code + "\"},\""
                + "tier\":{\"value\":\"" + code + "\"},\"customerName\":{\"value\":\"#{tripwire.call()}\"}}}";
        as("service").send("POST", "/engine-rest/process-definition/key/churn-warning/start", variables);
        as("service")
                .send(
                        "POST",
                        "/engine-rest/message",
                        "{\"messageName\":\"" + code + "\",\"businessKey\":\"" + code + "\"}");
        as("admin")
                .send(
                        "POST",
                        "/engine-rest/task/create",
                        "{\"name\":\"" + code + "\",\"description\":\"<b>\r\nFAKE\",\"assignee\":\"operations\"}");
        app.settle();
        JsonNode task = as("admin").json("/engine-rest/task?nameLike=%25tripwire%25");
        assertThat(task).allSatisfy(one -> assertThat(one.get("name").asText()).isEqualTo(code));
        as("admin")
                .send(
                        "POST",
                        "/engine-rest/user/create",
                        "{\"profile\":{\"id\":\"" + code
                                + "\",\"firstName\":\"x\"},\"credentials\":{\"password\":\"A-Good-Password-1\"}}");
        for (JsonNode one : task) {
            as("admin").send("DELETE", "/engine-rest/task/" + one.get("id").asText(), null);
        }
        assertThat(log.getAll().lines()).noneMatch(line -> line.startsWith("FAKE"));
    }

    // --- fuzz ---

    @Test
    void anyInputGetsAProperResponse() {
        Random random = new Random(20260731);
        List<Operation> operations = Operation.of(as("admin").json("/v3/api-docs"), "");
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            for (int n = 0; n < 20; n++) {
                String path = operation.path(name -> MaliciousInputs.segment(random));
                String body = operation.changes() ? operation.body(random, n % 2 == 0) : null;
                HttpResponse<String> answer = as("admin").send(operation.method(), path, body);
                if (answer.statusCode() >= 500
                        || answer.body().contains("\tat ")
                        || answer.body().contains("Exception")
                        || answer.statusCode() >= 400
                                && !answer.body().contains("\"code\"")
                                && !isGeneratedByTheServer(answer)) {
                    wrong.add(operation.name() + " " + path + " " + body + " -> " + answer.statusCode() + " "
                            + answer.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Encoded slashes and null bytes, and oversized headers, are refused before the application. */
    private static boolean isGeneratedByTheServer(HttpResponse<String> answer) {
        return answer.body().contains("<h1>HTTP Status 400") && !answer.body().contains("Tomcat/");
    }

    @Test
    void deepJsonIsRefused() {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        assertThat(code(400, as("admin").send("POST", "/api/v1/clock", deep))).isEqualTo("MALFORMED");
        assertThat(Visitor.parse(
                                as("admin").send("POST", "/api/v1/events", deep).body())
                        .at("/rejected/0/code")
                        .asText())
                .isEqualTo("INVALID");
    }

    // --- audit ---

    @Test
    void everyManualChangeIsAudited() throws IOException {
        Visitor admin = as("admin");
        HttpResponse<String> made = admin.send(
                "POST",
                "/engine-rest/user/create",
                "{\"profile\":{\"id\":\"audited\",\"firstName\":\"Anna\",\"lastName\":\"Berg\",\"email\":\"anna@example.org\"},"
                        + "\"credentials\":{\"password\":\"A-Good-Password-1\"}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(204);
        admin.send("PUT", "/engine-rest/group/risk/members/audited", null);
        Visitor webapp = nobody.loggedIn("admin", TestApplication.PASSWORD);
        assertThat(webapp.send(
                                "POST",
                                "/camunda/api/engine/engine/default/authorization/create",
                                "{\"type\":1,\"permissions\":[\"READ\"],\"userId\":\"audited\",\"resourceType\":6,\"resourceId\":\"x\"}")
                        .statusCode())
                .isEqualTo(200);
        admin.send("DELETE", "/engine-rest/user/audited", null);
        as("operations").send("PUT", "/api/v1/offers/festival-gift/budget", "{\"count\":1,\"amount\":50}");
        app.registers("erased", "SEARCH");
        assertThat(admin.send("DELETE", "/api/v1/customers/erased", null).statusCode())
                .isEqualTo(204);

        String dmn = Files.readString(Path.of("dmn/churn-action.dmn"))
                .replaceFirst("<text>\"MESSAGE\"</text>", "<text>\"CALLBACK\"</text>");
        JsonNode change = app.expect(
                201,
                app.call(
                        "designer",
                        HttpMethod.POST,
                        "/api/v1/strategy-changes",
                        Map.of("decision", "churn-action", "dmn", dmn, "reason", "a test")));
        app.settle();
        JsonNode task = app.expect(
                        200,
                        app.call(
                                "risk",
                                HttpMethod.GET,
                                "/engine-rest/task?processInstanceId="
                                        + change.get("changeId").asText(),
                                null))
                .get(0);
        app.expect(204, app.complete("risk", task, Map.of("strategyApproved", true, "note", "a secret of somebody")));

        assertThat(entry("USER_CREATE", "audited").get("actor").asText()).isEqualTo("admin");
        assertThat(entry("GROUP_MEMBERSHIP_CREATE", "audited").toString()).contains("risk");
        assertThat(entry("AUTHORIZATION_CREATE", "audited").get("actor").asText())
                .isEqualTo("admin");
        assertThat(entry("USER_DELETE", "audited").get("actor").asText()).isEqualTo("admin");
        assertThat(entry("API_PUT", "/api/v1/offers/festival-gift/budget")
                        .get("actor")
                        .asText())
                .isEqualTo("operations");
        assertThat(entry("CUSTOMER_ERASED", "erased").get("actor").asText()).isEqualTo("admin");
        assertThat(entry("API_POST", "/api/v1/strategy-changes").get("actor").asText())
                .isEqualTo("designer");
        JsonNode approval = entry("TASK_COMPLETED", change.get("changeId").asText());
        assertThat(approval.get("actor").asText()).isEqualTo("risk");
        assertThat(approval.at("/detail/strategyApproved").asBoolean()).isTrue();
        assertThat(TestApplication.list(admin.json("/api/v1/audit?limit=1000&action=MODEL_DEPLOYED")))
                .as("at the start, and by the approved change")
                .filteredOn(deployed -> deployed.get("detail").toString().contains("churn-action.dmn"))
                .hasSize(2);
        assertThat(entry("FIRST_USERS_MADE", "admin").get("actor").asText()).isEqualTo("system");

        HttpResponse<String> csv = admin.get("/api/v1/audit/export?format=csv");
        assertThat(header(csv, "Content-Type")).startsWith("text/csv");
        assertThat(csv.body()).startsWith("\uFEFFno,at,actor,");
        HttpResponse<String> lines = admin.get("/api/v1/audit/export");
        assertThat(lines.body().lines().count()).isEqualTo(csv.body().lines().count() - 1);
        assertThat(lines.body() + csv.body())
                .doesNotContain("A-Good-Password-1", "a secret of somebody", TestApplication.PASSWORD);
        assertThat(lines.body().lines().map(Visitor::parse))
                .allSatisfy(line -> assertThat(line.get("hash").asText()).hasSize(64));
        assertThat(admin.json("/api/v1/audit/check").get("intact").asBoolean()).isTrue();
    }

    @Test
    void changeWithoutAuditEntryIsRolledBack() throws IOException {
        String dmn = Files.readString(Path.of("dmn/customer-tier.dmn")).replaceFirst("5000", "5100");
        String change = new ObjectMapper()
                .writeValueAsString(Map.of("decision", "customer-tier", "dmn", dmn, "reason", "never happened"));
        JsonNode budgets = as("operations").json("/api/v1/ledger/check");
        String user = "{\"profile\":{\"id\":\"unaccounted\",\"firstName\":\"U\",\"lastName\":\"U\"},"
                + "\"credentials\":{\"password\":\"A-Good-Password-1\"}}";
        app.registers("unaccounted", "SEARCH");
        jdbc.sql("update audit_head set id = 2").update();
        try {
            assertThat(List.of(
                            as("operations")
                                    .send("PUT", "/api/v1/offers/welcome-20-off/budget", "{\"count\":7,\"amount\":7}"),
                            as("operations").send("PUT", "/api/v1/channels/SEARCH/costs/2029-12-31", "{\"cost\":77}"),
                            as("designer").send("POST", "/api/v1/strategy-changes", change),
                            as("admin").send("POST", "/engine-rest/user/create", user),
                            as("admin").send("DELETE", "/api/v1/customers/unaccounted", null)))
                    .extracting(HttpResponse::statusCode)
                    .containsOnly(500);
        } finally {
            jdbc.sql("update audit_head set id = 1").update();
        }
        assertThat(count("select count(*) from offer_budget where count_limit = 7"))
                .isZero();
        assertThat(count("select count(*) from channel_cost where cost = 77")).isZero();
        assertThat(count("select count(*) from strategy_change where reason = 'never happened'"))
                .isZero();
        assertThat(as("admin").json("/engine-rest/user?id=unaccounted")).isEmpty();
        assertThat(as("service").get("/api/v1/customers/unaccounted").statusCode())
                .isEqualTo(200);
        assertThat(as("operations").json("/api/v1/ledger/check")).isEqualTo(budgets);
        assertThat(as("admin").json("/api/v1/audit/check").get("intact").asBoolean())
                .isTrue();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private JsonNode entry(String action, String subject) {
        return TestApplication.list(as("admin").json("/api/v1/audit?limit=1000&action=" + action)).stream()
                .filter(entry -> entry.get("subject").asText().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "No " + action + " of " + subject + " in " + as("admin").json("/api/v1/audit?limit=50")));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String code(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Visitor.parse(answer.body()).path("code").asText();
    }
}

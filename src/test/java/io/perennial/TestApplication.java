package io.perennial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.customer.event.EventType;
import io.perennial.customer.event.NewEvent;
import io.perennial.effect.outreach.OutreachService;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.jobs.DueJobs;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The running application over HTTP, with a simulated clock. Jobs run when a test calls {@link #settle}, not when the job executor
 * polls.
 */
@TestComponent
public class TestApplication {

    public static final String PASSWORD = "A-Perennial-Test-2026";

    /** For {@code @SpringBootTest(properties = …)} beside these. */
    public static final String SIMULATED = "perennial.clock=simulated";

    public static final String NO_DEMO = "perennial.demo=false";
    public static final String NO_HOLDOUT = "perennial.holdout.share=0";
    public static final String FIRST_PASSWORD = "perennial.password=" + PASSWORD;
    public static final String JOBS_BY_HAND = "camunda.bpm.job-execution.enabled=false";
    public static final String RELAY_BY_HAND = "perennial.outreach.relay=false";

    @Autowired
    private TestRestTemplate rest;

    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    private BusinessClock clock;

    @Autowired
    private DueJobs jobs;

    @Autowired
    private OutreachService outreach;

    @Autowired
    private JdbcClient jdbc;

    private int sent;

    public JdbcClient jdbc() {
        return jdbc;
    }

    /** Calls the application as that user; a text is sent as it is, any other body as JSON. */
    public ResponseEntity<String> call(String user, HttpMethod method, String path, MediaType type, Object body) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        headers.setBasicAuth(user, PASSWORD);
        return rest.exchange(path, method, new HttpEntity<>(body, headers), String.class);
    }

    public ResponseEntity<String> call(String user, HttpMethod method, String path, Object body) {
        return call(user, method, path, MediaType.APPLICATION_JSON, body);
    }

    public JsonNode get(String path) {
        return expect(200, call("admin", HttpMethod.GET, path, null));
    }

    public JsonNode post(String path, Object body) {
        return expect(200, call("admin", HttpMethod.POST, path, body));
    }

    public JsonNode expect(int status, ResponseEntity<String> response) {
        if (response.getStatusCode().value() != status) {
            throw new AssertionError(
                    "Expected " + status + ", got " + response.getStatusCode() + ": " + response.getBody());
        }
        return parse(response.getBody());
    }

    public JsonNode parse(String body) {
        try {
            return body == null ? json.nullNode() : json.readTree(body);
        } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
            throw new AssertionError("Not JSON: " + body, notJson);
        }
    }

    /** Moves the clock over HTTP and runs everything that is due by then. */
    public void now(String isoWithOffset) {
        post("/api/v1/clock", Map.of("now", isoWithOffset));
        settle();
    }

    public Instant now() {
        return clock.instant();
    }

    public LocalDate today() {
        return clock.today();
    }

    /** Advances day by day, each with its nightly review, to the same time of day. */
    public void days(int days) {
        LocalTime time =
                ZonedDateTime.ofInstant(clock.instant(), clock.getZone()).toLocalTime();
        for (int day = 0; day < days; day++) {
            LocalDate next = clock.today().plusDays(1);
            if (time.isAfter(LocalTime.of(2, 0))) {
                now(at(next, LocalTime.of(2, 0)));
            }
            now(at(next, time));
        }
    }

    /** Advances the clock in one step. */
    public void jump(String duration) {
        post("/api/v1/clock", Map.of("advance", duration));
        settle();
    }

    /** Runs all due jobs and sends all messages that may be sent. */
    public void settle() {
        jobs.run(4);
        outreach.relay();
    }

    private String at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(clock.getZone()).toOffsetDateTime().toString();
    }

    /** Sends one event that has just occurred and runs the due jobs. */
    public void happens(String customerId, String type, Map<String, ?> data) {
        JsonNode answer = send(List.of(event("event-" + sent++, type, customerId, clock.instant(), data)));
        if (answer.get("accepted").asInt() != 1) {
            throw new AssertionError("Not accepted: " + answer);
        }
        settle();
    }

    public void registers(String customerId, String channel) {
        happens(customerId, "CUSTOMER_REGISTERED", Map.of("channel", channel));
    }

    public void logsIn(String customerId) {
        happens(customerId, "LOGGED_IN", Map.of());
    }

    public void orders(String customerId, double yuan) {
        happens(
                customerId,
                "ORDER_PLACED",
                Map.of("orderId", "order-" + sent, "amount", yuan, "category", "HOME", "periods", 0));
    }

    public static Map<String, Object> event(
            String eventId, String type, String customerId, Instant occurredAt, Map<String, ?> data) {
        return Map.of(
                "eventId", eventId,
                "type", type,
                "customerId", customerId,
                "occurredAt", occurredAt.toString(),
                "data", data);
    }

    /** The same events as an in-process producer sends them. */
    public static List<NewEvent> newEvents(List<Map<String, Object>> events) {
        ObjectMapper json = new ObjectMapper();
        return events.stream()
                .map(event -> NewEvent.of(
                        (String) event.get("eventId"),
                        EventType.valueOf((String) event.get("type")),
                        (String) event.get("customerId"),
                        Instant.parse((String) event.get("occurredAt")),
                        json.valueToTree(event.get("data"))))
                .toList();
    }

    public JsonNode send(List<Map<String, Object>> events) {
        return expect(200, call("service", HttpMethod.POST, "/api/v1/events", events));
    }

    public JsonNode customer(String customerId) {
        return get("/api/v1/customers/" + customerId);
    }

    public String stage(String customerId) {
        return customer(customerId).get("stage").asText();
    }

    public String tier(String customerId) {
        return customer(customerId).get("tier").asText();
    }

    public List<JsonNode> timeline(String customerId) {
        return list(get("/api/v1/customers/" + customerId + "/timeline?limit=1000"));
    }

    /** The customer's timeline, oldest first, as "KIND name". */
    public List<String> story(String customerId) {
        List<String> story = new ArrayList<>();
        for (JsonNode entry : timeline(customerId)) {
            story.add(0, entry.get("kind").asText() + " " + entry.get("name").asText());
        }
        return story;
    }

    /** The entries of one name on the customer's timeline, newest first. */
    public List<JsonNode> entries(String customerId, String name) {
        return timeline(customerId).stream()
                .filter(entry -> entry.get("name").asText().equals(name))
                .toList();
    }

    public List<JsonNode> coupons(String customerId) {
        return list(get("/api/v1/customers/" + customerId + "/coupons"));
    }

    /** The open user tasks of a customer, as visible to that user. */
    public List<JsonNode> tasks(String user, String customerId) {
        return list(expect(
                200, call(user, HttpMethod.GET, "/engine-rest/task?processInstanceBusinessKey=" + customerId, null)));
    }

    /** Completes a task as an operator does, with the variables of its form. */
    public ResponseEntity<String> complete(String user, JsonNode task, Map<String, ?> form) {
        Map<String, Object> variables = new java.util.HashMap<>();
        form.forEach((name, value) -> variables.put(name, Map.of("value", value)));
        ResponseEntity<String> answer = call(
                user,
                HttpMethod.POST,
                "/engine-rest/task/" + task.get("id").asText() + "/submit-form",
                Map.of("variables", variables));
        settle();
        return answer;
    }

    /** A CSV file without its byte order mark. */
    public static String table(ResponseEntity<String> answer) {
        if (!"text/csv;charset=UTF-8".equals(String.valueOf(answer.getHeaders().getContentType()))
                || !answer.getBody().startsWith("\uFEFF")) {
            throw new AssertionError("Not CSV with a byte order mark: " + answer);
        }
        return answer.getBody().substring(1);
    }

    public static Instant instant(String isoWithOffset) {
        return OffsetDateTime.parse(isoWithOffset).toInstant();
    }

    public static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}

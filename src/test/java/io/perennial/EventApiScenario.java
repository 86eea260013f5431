package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** The event API with valid and invalid requests: an invalid one is rejected with its reason and changes nothing. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND
        })
@Import(TestApplication.class)
abstract class EventApiScenario {

    private static final String EVENTS = "/api/v1/events";

    @Autowired
    private TestApplication app;

    @Autowired
    private TestRestTemplate rest;

    @Autowired
    private ConfigurableTransactionManager transactions;

    private String customer;

    @BeforeEach
    void customerWithOneOrder(TestInfo test) {
        app.settle();
        app.now(app.now().plus(1, ChronoUnit.MINUTES).toString());
        customer = "c" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
        accept(event(customer + "-r", "CUSTOMER_REGISTERED", "{\"channel\":\"SEARCH\",\"name\":\"王小明\",\"age\":30}"));
        accept(event(
                customer + "-o",
                "ORDER_PLACED",
                "{\"orderId\":\"first\",\"amount\":100,\"category\":\"HOME\",\"periods\":3}"));
    }

    // --- the whole body ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[{]",
                "[{}",
                "[}",
                "[{}] []",
                "[{}],",
                "[{'eventId':'x'}]",
                "[{\"eventId\":\"x\",}]",
                "nonsense",
                "null",
                "true",
                "17",
                "\"text\"",
                "{}",
                "{\"eventId\":\"x\"}",
                "[NaN]",
                "[{\"amount\":NaN}]",
                "[{\"amount\":-Infinity}]",
                "[{\"amount\":01}]",
                "[{\"amount\":1e}]",
                "[{\"name\":\"\u0001\"}]",
                "[{\"name\":\"line\nbreak\"}]",
                "[{\"name\":\"\\x\"}]",
                "[{\"name\":\"\\u12\"}]",
                "[{} {}]",
                "[,{}]",
                "[{},]",
                "[{},,{}]",
                "<event/>",
            })
    void bodyThatIsNotAnArrayIsMalformed(String body) {
        assertRefused(400, "MALFORMED", () -> post(body));
    }

    @Test
    void bytesThatAreNotUtf8AreMalformed() {
        assertRefused(400, "MALFORMED", () -> post(new byte[] {'[', '"', (byte) 0xff, (byte) 0xfe, '"', ']'}));
        assertRefused(400, "MALFORMED", () -> post(new byte[] {0, 0, 0, '[', -1, -1, -1, -1, -1, -1, -1, -1}));
        assertRefused(400, "MALFORMED", () -> post(new byte[64]));
        assertRefused(400, "MALFORMED", () -> post("[\"é\"]".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 1_100, 100_000})
    void deepNestingIsHandledWithoutStackOverflow(int depth) {
        String deep = "[".repeat(depth) + "]".repeat(depth);
        if (depth > 1_000) {
            assertRejected("INVALID", "[" + deep + "]");
            assertRejected("INVALID", event(customer + "-deep", "LOGGED_IN", "{\"x\":" + deep + "}"));
            assertRefused(400, "MALFORMED", () -> post("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
        } else {
            assertRejected("INVALID", "[" + deep + "]");
            accept(event(customer + "-deep", "LOGGED_IN", "{\"x\":" + deep + "}"));
            assertThat(app.entries(customer, "LOGGED_IN")).hasSize(1);
        }
    }

    /** Well-formed JSON that cannot be an event is rejected alone, in an array and on a line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'score':1e9999999999}",
                "{'score':1e-9999999999}",
                "{'score':[{'x':-1e9999999999}]}",
                "{'score':100e2147483647}",
                "{'score':1e400}",
                "{'score':1e-400}",
                "{'a':1,'a':1}",
                "{'a':{'b':[{'c':1,'c':2}]}}",
                "{'\\ude00':1}",
                "{'x':'\\ud83d'}",
                "{'x':['\\ud83d\\ud83d\\ude00']}"
            })
    void invalidItemInALargeBatchIsRejectedAlone(String data) {
        String bad = event(customer + "-bad", "LOGGED_IN", data.replace('\'', '"'));
        assertRejected("INVALID", bad);
        List<String> many = new ArrayList<>();
        for (int n = 0; n < 600; n++) {
            many.add(n == 400 ? bad : event(customer + "-n" + n, "LOGGED_IN", "{}"));
        }
        JsonNode array = send(many.toArray(String[]::new));
        assertThat(codes(array)).containsExactly("400 INVALID");
        assertThat(array.get("accepted").asInt()).isEqualTo(599);
        JsonNode lines = app.expect(200, lines(String.join("\n", many)));
        assertThat(codes(lines)).containsExactly("400 INVALID");
        assertThat(lines.get("duplicates").asInt()).isEqualTo(599);
    }

    @Test
    void invalidEnvelopeDoesNotAffectOtherItems() {
        String good = event(customer + "-good", "LOGGED_IN", "{}");
        for (String bad : List.of(
                "{\"eventId\":\"a\",\"eventId\":\"b\"}",
                "{\"eventId\":\"\\ud83d\",\"type\":\"LOGGED_IN\"}",
                "{\"eventId\":\"" + "x".repeat(127) + "\\ud83d\\ude00\"}",
                "{\"score\":1e9999999999}",
                "1e9999999999",
                "1".repeat(2_000))) {
            JsonNode array = send(bad, good, bad);
            assertThat(codes(array)).as(bad).containsExactly("0 INVALID", "2 INVALID");
            assertThat(codes(app.expect(200, lines(bad + "\n" + good)))).as(bad).containsExactly("0 INVALID");
        }
        assertThat(app.entries(customer, "LOGGED_IN")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u0085", "\n", "\t", "\u0000"})
    void namesWithLineSeparatorsAreRejected(String separator) {
        String name = "a" + "\\u%04x".formatted((int) separator.charAt(0)) + "b";
        assertRejected("INVALID", event(customer + "-x", "PROFILE_CHANGED", "{\"name\":\"" + name + "\"}"));
        assertRejected("INVALID", event(customer + "-x", "PAGE_VIEWED", "{\"category\":\"" + name + "\"}"));
    }

    /** A value that is used as a path segment must be valid in a URL. */
    @ParameterizedTest
    @ValueSource(strings = {".", "..", "app/store", "app\\\\store", "50%off", "a;b"})
    void channelThatIsNotAPathSegmentIsRejected(String channel) {
        String data = "{\"channel\":\"" + channel + "\"}";
        assertRejected("INVALID", event(customer + "-x", "CUSTOMER_REGISTERED", customer + "-new", now(), data));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void customerIdThatIsNotAPathSegmentCannotRegister(String id) {
        assertRejected("INVALID", event(customer + "-x", "CUSTOMER_REGISTERED", id, now(), "{\"channel\":\"SEARCH\"}"));
        assertRejected("UNKNOWN_CUSTOMER", event(customer + "-x", "LOGGED_IN", id, now(), "{}"));
        assertRejected(
                "UNKNOWN_CUSTOMER", event(customer + "-x", "CUSTOMERS_MERGED", "{\"intoCustomerId\":\"" + id + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app store", "a.b", "应用商店", "a+b", "a?b#c", "a&b=c", "…", "😀", "a:b@c"})
    void everyOtherChannelIsReachableByUrl(String channel) {
        accept(event(
                customer + "-x", "CUSTOMER_REGISTERED", customer + "-new", now(), "{\"channel\":\"" + channel + "\"}"));
        ResponseEntity<String> answer = rest.withBasicAuth("operations", TestApplication.PASSWORD)
                .exchange(
                        rest.getRestTemplate()
                                .getUriTemplateHandler()
                                .expand("/api/v1/channels/{channel}/costs/2026-01-31", channel),
                        HttpMethod.PUT,
                        new HttpEntity<>(Map.of("cost", 12.5)),
                        String.class);
        assertThat(app.expect(200, answer).get("channel").asText()).isEqualTo(channel);
    }

    @Test
    void emptyBatchIsAccepted() {
        JsonNode answer = app.expect(200, post("[]"));
        assertThat(answer.get("accepted").asInt()).isZero();
        assertThat(answer.get("duplicates").asInt()).isZero();
        assertThat(answer.get("rejected")).isEmpty();
        assertThat(app.expect(200, lines("")).get("rejected")).isEmpty();
        assertThat(app.expect(200, lines("\n\r\n \n")).get("rejected")).isEmpty();
    }

    @Test
    void fiveThousandEventsAreAcceptedAndOneMoreIsTooMany() {
        List<String> many = IntStream.range(0, 5_001)
                .mapToObj(n -> event(customer + "-many-" + n, "LOGGED_IN", "{}"))
                .toList();
        assertRefused(413, "TOO_MANY_EVENTS", () -> post(many.toString()));
        assertRefused(413, "TOO_MANY_EVENTS", () -> lines(String.join("\n", many)));
        assertRefused(413, "TOO_MANY_EVENTS", () -> lines("nonsense\n".repeat(5_001)));
        assertThat(app.expect(200, post(many.subList(0, 5_000).toString()))
                        .get("accepted")
                        .asInt())
                .isEqualTo(5_000);
        assertThat(app.expect(200, lines(String.join("\n", many.subList(1, 5_001))))
                        .get("duplicates")
                        .asInt())
                .isEqualTo(4_999);
    }

    @Test
    void bodyOverSixteenMegabytesIsTooLarge() {
        assertRefused(413, "TOO_LARGE", () -> post("[\"" + "x".repeat(17_000_000) + "\"]"));
    }

    @Test
    void onlyUncompressedJsonIsSupported() throws IOException {
        String body = "[" + event(customer + "-x", "LOGGED_IN", "{}") + "]";
        for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded", "text/csv")) {
            assertRefused(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    () -> app.call("service", HttpMethod.POST, EVENTS, MediaType.valueOf(type), body));
        }
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        for (MediaType type : List.of(MediaType.APPLICATION_JSON, MediaType.APPLICATION_NDJSON)) {
            HttpHeaders headers = new HttpHeaders();
            headers.setBasicAuth("service", TestApplication.PASSWORD);
            headers.setContentType(type);
            headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
            assertRefused(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    () -> rest.exchange(
                            EVENTS, HttpMethod.POST, new HttpEntity<>(zipped.toByteArray(), headers), String.class));
        }
        assertRefused(400, "MALFORMED", () -> post(zipped.toByteArray()));
        assertRefused(405, "METHOD_NOT_ALLOWED", () -> app.call("admin", HttpMethod.GET, EVENTS, null));
    }

    // --- one item ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "17",
                "\"text\"",
                "[]",
                "{}",
                "{'eventId':null,'type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':17,'type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'a b','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'事件','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x\\n','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':['x'],'type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x','type':7,'customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x','type':{},'customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x','type':'','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'','occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':12,'occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'a/b','occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'${1+1}','occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'x\\u0027 or 1=1 --','occurredAt':'NOW'}",
                "{'eventId':'<script>alert(1)</script>','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':null}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':1767225600}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':''}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'yesterday'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'2020-01-01'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'2020-01-01T10:00:00'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'2020-02-30T10:00:00Z'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'2020-01-01T10:00:00+25:00'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'0001-01-01T00:00:00Z'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'-999999999-01-01T00:00:00Z'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW','data':[]}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW','data':'text'}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW','data':17}",
                "{'eventId':'x','type':'LOGGED_IN','customerId':'C','occurredAt':'NOW','data':{'x':'\\ud83d'}}"
            })
    void invalidEnvelopeIsRejected(String item) {
        String json =
                item.replace('\'', '"').replace("\"C\"", "\"" + customer + "\"").replace("NOW", now());
        assertRejected("INVALID", json);
    }

    @Test
    void idsOfMaximumLengthAreAccepted() {
        assertRejected("INVALID", event("e".repeat(129), "LOGGED_IN", "{}"));
        assertRejected("INVALID", event("e".repeat(1_000_000), "LOGGED_IN", "{}"));
        assertRejected("INVALID", event("x", "T".repeat(65), "{}"));
        assertRejected("UNKNOWN_TYPE", event("x", "T".repeat(64), "{}"));
        assertRejected("INVALID", event("x", "LOGGED_IN", "c".repeat(65), now(), "{}"));
        assertRejected("UNKNOWN_CUSTOMER", event("x", "LOGGED_IN", "c".repeat(64), now(), "{}"));
        assertRejected("INVALID", event("x", "ORDER_CANCELLED", "{\"orderId\":\"" + "o".repeat(129) + "\"}"));
        accept(event("e".repeat(128 - customer.length()) + customer, "LOGGED_IN", "{}"));
        accept(event(
                customer + "-long",
                "ORDER_PLACED",
                "{\"orderId\":\"" + "o".repeat(128) + "\",\"amount\":1,\"category\":\"" + "货".repeat(32) + "\"}"));
        String longest = "n".repeat(64 - customer.length()) + customer;
        accept(event(
                customer + "-longest",
                "CUSTOMER_REGISTERED",
                longest,
                now(),
                "{\"channel\":\"" + "渠".repeat(64) + "\",\"campaign\":\"" + "活".repeat(128) + "\",\"name\":\""
                        + "名".repeat(128) + "\",\"phone\":\"" + "1".repeat(32) + "\",\"region\":\"" + "区".repeat(128)
                        + "\",\"locale\":\"" + "z".repeat(16) + "\"}"));
        app.settle();
        assertThat(app.stage(longest)).isEqualTo("ACTIVATION");
    }

    @Test
    void dataOfMaximumLengthIsAccepted() {
        assertRejected("INVALID", event("x", "LOGGED_IN", "{\"x\":\"" + "长".repeat(16_000) + "\"}"));
        accept(event(customer + "-x", "LOGGED_IN", "{\"x\":\"" + "长".repeat(15_990) + "\"}"));
        assertThat(app.entries(customer, "LOGGED_IN")
                        .get(0)
                        .at("/detail/data/x")
                        .asText())
                .hasSize(15_990);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOMETHING", "logged_in", "LOGGED_IN ", "${1+1}", "登录"})
    void unknownTypeIsRejected(String type) {
        assertRejected("UNKNOWN_TYPE", event("x", type, "{}"));
    }

    @Test
    void moreThanFiveMinutesAheadIsRejected() {
        Instant now = app.now();
        assertRejected(
                "FUTURE", event("x", "LOGGED_IN", customer, now.plusSeconds(301).toString(), "{}"));
        assertRejected("FUTURE", event("x", "LOGGED_IN", customer, "9999-12-31T23:59:59Z", "{}"));
        assertRejected("FUTURE", event("x", "LOGGED_IN", customer, "+999999999-12-31T23:59:59Z", "{}"));
        accept(event(
                customer + "-x", "LOGGED_IN", customer, now.plusSeconds(300).toString(), "{}"));
        accept(event(customer + "-y", "LOGGED_IN", customer, "1900-01-01T00:00:00Z", "{}"));
    }

    @Test
    void unknownCustomerIsRejectedAndOtherEventsAreAccepted() {
        JsonNode answer = send(
                event(customer + "-1", "LOGGED_IN", "nobody-" + customer, now(), "{}"),
                event(customer + "-2", "LOGGED_IN", "{}"),
                event(customer + "-1", "LOGGED_IN", "nobody-" + customer, now(), "{}"));
        assertThat(answer.get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.get("duplicates").asInt())
                .as("a rejected event has no duplicate")
                .isZero();
        assertThat(codes(answer)).containsExactly("0 UNKNOWN_CUSTOMER", "2 UNKNOWN_CUSTOMER");
        assertThat(app.call("admin", HttpMethod.GET, "/api/v1/customers/nobody-" + customer, null)
                        .getStatusCode()
                        .value())
                .isEqualTo(404);
    }

    /** A rejected event does not use up its event id, in one batch as in several. */
    @Test
    void idOfARejectedEventIsFreeForARegistration() {
        String erased = customer + "-erased";
        accept(event(customer + "-e", "CUSTOMER_REGISTERED", erased, now(), "{\"channel\":\"SEARCH\"}"));
        app.settle();
        app.expect(204, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/" + erased, null));
        String future = app.now().plusSeconds(999).toString();
        Map<String, String> first = Map.of(
                "UNKNOWN_CUSTOMER", event("ID", "LOGGED_IN", "nobody", now(), "{}"),
                "ERASED", event("ID", "LOGGED_IN", erased, now(), "{}"),
                "INVALID", event("ID", "PAGE_VIEWED", "{}"),
                "FUTURE", event("ID", "LOGGED_IN", customer, future, "{}"),
                "UNKNOWN_TYPE", event("ID", "NONE", "{}"));
        first.forEach((code, rejectedEvent) -> {
            for (int others : List.of(0, 600)) {
                String id = customer + "-" + code + others;
                String newcomer = id + "-new";
                List<String> batch = new ArrayList<>();
                batch.add(rejectedEvent.replace("ID", id));
                for (int n = 0; n < others; n++) {
                    batch.add(event(id + "-" + n, "LOGGED_IN", "{}"));
                }
                batch.add(event(id, "CUSTOMER_REGISTERED", newcomer, now(), "{\"channel\":\"SEARCH\"}"));
                batch.add(event(id + "-o", "LOGGED_IN", newcomer, now(), "{}"));

                JsonNode answer = send(batch.toArray(String[]::new));

                assertThat(codes(answer)).containsExactly("0 " + code);
                assertThat(answer.get("accepted").asInt()).isEqualTo(others + 2);
                assertThat(app.customer(newcomer).at("/customerId").asText()).isEqualTo(newcomer);
            }
        });
    }

    @Test
    void registrationKeepsItsIdWhenAnotherCustomerRegistersLater() {
        String id = customer + "-k";
        JsonNode answer = send(
                event(id, "LOGGED_IN", customer + "-a", now(), "{}"),
                event(id, "CUSTOMER_REGISTERED", customer + "-b", now(), "{\"channel\":\"SEARCH\"}"),
                event(id + "2", "CUSTOMER_REGISTERED", customer + "-a", now(), "{\"channel\":\"SEARCH\"}"),
                event(id, "CUSTOMER_REGISTERED", customer + "-b", now(), "{\"channel\":\"SEARCH\"}"));
        assertThat(codes(answer)).containsExactly("0 EVENT_CONFLICT");
        assertThat(answer.get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.get("duplicates").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CUSTOMER_REGISTERED | {}",
                "CUSTOMER_REGISTERED | {'channel':null}",
                "CUSTOMER_REGISTERED | {'channel':7}",
                "CUSTOMER_REGISTERED | {'channel':' '}",
                "CUSTOMER_REGISTERED | {'channel':['SEARCH']}",
                "CUSTOMER_REGISTERED | {'channel':'S','name':{}}",
                "CUSTOMER_REGISTERED | {'channel':'S','phone':13800000000}",
                "CUSTOMER_REGISTERED | {'channel':'S','age':'30'}",
                "CUSTOMER_REGISTERED | {'channel':'S','age':-1}",
                "CUSTOMER_REGISTERED | {'channel':'S','age':151}",
                "CUSTOMER_REGISTERED | {'channel':'S','age':30.5}",
                "CUSTOMER_REGISTERED | {'channel':'S','age':1e400}",
                "CUSTOMER_REGISTERED | {'channel':'S','age':4294967326}",
                "CUSTOMER_REGISTERED | {'channel':'S','region':true}",
                "CUSTOMER_REGISTERED | {'channel':'S','marketingConsent':'yes'}",
                "CUSTOMER_REGISTERED | {'channel':'S','marketingConsent':1}",
                "CUSTOMER_REGISTERED | {'channel':'S','locale':'a-very-long-locale'}",
                "PROFILE_CHANGED | {'name':'a\\u0000b'}",
                "PROFILE_CHANGED | {'name':'a\\tb'}",
                "PROFILE_CHANGED | {'name':'\\ud83d'}",
                "PROFILE_CHANGED | {'name':'\\ude00\\ud83d'}",
                "PROFILE_CHANGED | {'age':null,'region':7}",
                "CONSENT_CHANGED | {}",
                "CONSENT_CHANGED | {'marketing':'true'}",
                "CONSENT_CHANGED | {'marketing':0}",
                "PAGE_VIEWED | {'page':'PRODUCT'}",
                "PAGE_VIEWED | {'category':7}",
                "PAGE_VIEWED | {'category':'HOME','page':[]}",
                "PAGE_VIEWED | {'category':'HOME','seconds':-1}",
                "PAGE_VIEWED | {'category':'HOME','seconds':86401}",
                "PAGE_VIEWED | {'category':'HOME','seconds':'9'}",
                "FEATURE_USED | {}",
                "FEATURE_USED | {'feature':false}",
                "ORDER_PLACED | {'amount':1,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':7,'amount':1,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'a b','amount':1,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':null,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':'1','category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':true,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':-0.01,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':-1e999999999,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':0.001,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':1e-400,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':1e-999999999,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':1e400,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':1e999999999,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':1000000000000,'category':'HOME'}",
                "ORDER_PLACED | {'orderId':'o','amount':1}",
                "ORDER_PLACED | {'orderId':'o','amount':1,'category':''}",
                "ORDER_PLACED | {'orderId':'o','amount':1,'category':'HOME','periods':-1}",
                "ORDER_PLACED | {'orderId':'o','amount':1,'category':'HOME','periods':2.5}",
                "ORDER_PLACED | {'orderId':'o','amount':1,'category':'HOME','periods':1e999999999}",
                "ORDER_PLACED | {'orderId':'o','amount':1,'category':'HOME','items':'two'}",
                "ORDER_PLACED | {'orderId':'o','amount':1,'category':'HOME','items':[{}]}",
                "ORDER_CANCELLED | {}",
                "ORDER_CANCELLED | {'orderId':true}",
                "CREDIT_ASSESSED | {'grade':'E'}",
                "CREDIT_ASSESSED | {'grade':'a'}",
                "CREDIT_ASSESSED | {'grade':1}",
                "CREDIT_ASSESSED | {'limit':-1}",
                "CREDIT_ASSESSED | {'limit':'10'}",
                "CREDIT_ASSESSED | {'limit':1e13}",
                "REPAYMENT_MADE | {'amount':1,'dueOn':'2026-01-01'}",
                "REPAYMENT_MADE | {'billId':'b','dueOn':'2026-01-01'}",
                "REPAYMENT_MADE | {'billId':'b','amount':1}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':20260101}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':'01.02.2026'}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':'2026-02-30'}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':'+999999999-12-31'}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':'0000-01-01'}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':'2026-01-01T00:00:00Z'}",
                "REPAYMENT_MADE | {'billId':'b','amount':1,'dueOn':'2026-01-01','inFull':'no'}",
                "REPAYMENT_OVERDUE | {'billId':'b','amount':1,'dueOn':'2026-01-01','daysOverdue':-1}",
                "REPAYMENT_OVERDUE | {'billId':'b','amount':1,'dueOn':'2026-01-01','monthsOverdue':99999}",
                "SERVICE_CONTACTED | {}",
                "SERVICE_CONTACTED | {'topic':'x','sentiment':2}",
                "SERVICE_CONTACTED | {'topic':'x','sentiment':-1e999999999}",
                "SERVICE_CONTACTED | {'topic':'x','sentiment':'sad'}",
                "SERVICE_CONTACTED | {'topic':'x','channel':7}"
            })
    void mistypedDataIsRejected(String type, String data) {
        assertRejected("INVALID", event("x", type, data.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource({
        "1,1.00",
        "1.0,1.00",
        "1e2,100.00",
        "0,0.00",
        "0.00,0.00",
        "-0.0,0.00",
        "0e999999999,0.00",
        "1.10,1.10",
        "999999999999.99,999999999999.99"
    })
    void amountsAreAcceptedInEveryNotation(String amount, String stored) {
        accept(event(
                customer + "-x",
                "ORDER_PLACED",
                "{\"orderId\":\"x\",\"amount\":" + amount + ",\"category\":\"HOME\",\"periods\":3.0,\"items\":1e0}"));
        assertThat(app.jdbc()
                        .sql("select amount from customer_order where customer_id = ? and order_id = 'x'")
                        .param(customer)
                        .query(String.class)
                        .single())
                .isEqualTo(stored);
        assertThat(app.customer(customer).at("/facts/orderCount").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "张伟😀𠮷",
                "👨‍👩‍👧",
                "'; drop table customer; --",
                "${customerService.delete()}",
                "#{1/0}",
                "<img src=x onerror=alert(1)>",
                "a\\\\\\\"b",
                "%s %n {0} ? :name",
                "\u202eright to left"
            })
    void namesAreStoredUnchanged(String name) {
        accept(event(
                customer + "-name",
                "PROFILE_CHANGED",
                "{\"name\":\"" + name + "\",\"region\":\"" + name + "\",\"note\":\"" + name + "\"}"));
        accept(event(
                customer + "-topic", "SERVICE_CONTACTED", "{\"topic\":\"" + name + "\",\"channel\":\"" + name + "\"}"));
        accept(event(
                customer + "-view",
                "PAGE_VIEWED",
                "{\"category\":\""
                        + name.codePoints()
                                .limit(16)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString()
                                .replaceAll("\\\\+$", "")
                        + "\"}"));
        app.days(1);
        String meant = name.replace("\\\\", "\\").replace("\\\"", "\"");
        assertThat(app.jdbc()
                        .sql("select name from customer where customer_id = ?")
                        .param(customer)
                        .query(String.class)
                        .single())
                .isEqualTo(meant);
        JsonNode changed = app.entries(customer, "PROFILE_CHANGED").get(0);
        assertThat(changed.at("/detail/data/region").asText()).isEqualTo(meant);
        assertThat(changed.at("/detail/data/note").asText()).isEqualTo(meant);
        assertThat(app.entries(customer, "SERVICE_CONTACTED")
                        .get(0)
                        .at("/detail/data/topic")
                        .asText())
                .isEqualTo(meant);
    }

    // --- other bodies ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/mall/quotes | {'customerId':'C','category':'HOME','product':'x','price':1e9999999999} | INVALID",
                "/mall/quotes | {'customerId':'C','category':'HOME','product':'x','price':100e2147483647} | INVALID",
                "/mall/quotes | {'customerId':'C','category':'HO\\nME','product':'x','price':1000} | INVALID",
                "/mall/quotes | {'customerId':'C','category':'HO\\u2028ME','product':'x','price':1000} | INVALID",
                "/mall/quotes | {'customerId':'C','category':'\\ud83d','product':'x','price':1000} | INVALID",
                "/mall/quotes | {'customerId':'C','category':'HOME','product':'\\ude00\\ud83d','price':1000} | INVALID",
                "/mall/quotes | {'customerId':'C','category':'HOME','product':'x','price':1000,'price':1} | MALFORMED",
                "/mall/quotes | {'customerId':'..','category':'HOME','product':'x','price':1000} | INVALID",
                "/mall/applications | {A,'applicationId':'a-C','periods':3.7} | INVALID",
                "/mall/applications | {A,'applicationId':'a-C','periods':1e9999999999} | INVALID",
                "/mall/applications | {A,'applicationId':'a-C','periods':99999999999} | INVALID",
                "/mall/applications | {A,'applicationId':'..','periods':3} | INVALID",
                "/mall/applications | {A,'applicationId':'a-C','periods':3,'periods':6} | MALFORMED",
                "/mall/applications | {A,'applicationId':'a-C','periods':3,'couponId':'\\ud83d'} | INVALID",
                "/customers/C/points/redemptions | {'redemptionId':'r','item':'\\ud83d'} | INVALID",
                "/coupons/C/redemptions | {'redemptionId':'r','orderId':'\\ud83d'} | INVALID",
                "/coupons/C/revocations | {'revocationId':'r','reason':'a\\nb'} | INVALID",
                "/strategy-changes | {'decision':'\\ud83d','dmn':'x'} | INVALID",
                "/strategy-changes | {'decision':'customer-tier','dmn':'<a>\\ude00</a>'} | INVALID",
                "/models | {'files':{'x.dmn':'\\ud83d'}} | INVALID",
                "/models/recall/migration | {'from':1.5,'to':2} | INVALID",
                "PUT /channels/SEARCH/costs/2026-01-31 | {'cost':1e9999999999} | INVALID",
                "PUT /channels/SEARCH/costs/2026-01-31 | {'cost':1,'clicks':2.5} | INVALID",
                "PUT /channels/SEARCH/costs/2026-01-31 | {'cost':1,'cost':2} | MALFORMED",
                "PUT /offers/welcome-back/budget | {'count':1.5,'amount':1} | INVALID",
                "PUT /offers/welcome-back/budget | {'count':1,'amount':1e-9999999999} | INVALID",
                "/clock | {'advance':'\\ud83d'} | INVALID"
            })
    void invalidBodiesOfOtherEndpointsAreRefused(String path, String body, String code) {
        String purchase = "'customerId':'C','category':'HOME','product':'x','price':1000";
        String json = body.replace("{A", "{" + purchase).replace('\'', '"').replace("\"C\"", "\"" + customer + "\"");
        String[] call = path.contains(" ") ? path.split(" ") : new String[] {"POST", path};
        assertRefused(
                400,
                code,
                () -> app.call(
                        "admin",
                        HttpMethod.valueOf(call[0]),
                        "/api/v1" + call[1].replace("/C/", "/" + customer + "/"),
                        json));
    }

    // --- duplicates ---

    @Test
    void sameEventCountsOnce() {
        String order = event(customer + "-x", "ORDER_PLACED", "{\"orderId\":\"x\",\"amount\":1,\"category\":\"HOME\"}");
        JsonNode first = send(order, order, order);
        assertThat(first.get("accepted").asInt()).isEqualTo(1);
        assertThat(first.get("duplicates").asInt()).isEqualTo(2);
        Map<String, Object> before = state();
        String reordered = "{\"data\":{\"category\":\"HOME\",\"amount\":1.0,\"orderId\":\"x\"},\"customerId\":\""
                + customer
                + "\",\"occurredAt\":\"" + now().replace("Z", "+00:00") + "\",\"type\":\"ORDER_PLACED\",\"eventId\":\""
                + customer + "-x\"}";
        for (String again : List.of(order, reordered, order.replace(":1,", ":1.00,"), order.replace(":1,", ":1e0,"))) {
            JsonNode answer = send(again);
            assertThat(answer.get("duplicates").asInt()).as(again).isEqualTo(1);
            assertThat(answer.get("rejected")).isEmpty();
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void sameIdWithOtherContentIsAConflict() {
        String id = customer + "-x";
        accept(event(id, "ORDER_PLACED", "{\"orderId\":\"x\",\"amount\":1,\"category\":\"HOME\"}"));
        assertRejected(
                "EVENT_CONFLICT", event(id, "ORDER_PLACED", "{\"orderId\":\"x\",\"amount\":2,\"category\":\"HOME\"}"));
        assertRejected(
                "EVENT_CONFLICT", event(id, "ORDER_PLACED", "{\"orderId\":\"x\",\"amount\":1,\"category\":\"home\"}"));
        assertRejected("EVENT_CONFLICT", event(id, "LOGGED_IN", "{}"));
        assertRejected(
                "EVENT_CONFLICT",
                event(
                        id,
                        "ORDER_PLACED",
                        customer,
                        app.now().minusSeconds(1).toString(),
                        "{\"orderId\":\"x\",\"amount\":1,\"category\":\"HOME\"}"));
        JsonNode inOneBatch = send(
                event(customer + "-y", "FEATURE_USED", "{\"feature\":\"a\"}"),
                event(customer + "-y", "FEATURE_USED", "{\"feature\":\"b\"}"),
                event(customer + "-y", "FEATURE_USED", "{\"feature\":\"a\"}"));
        assertThat(inOneBatch.get("accepted").asInt()).isEqualTo(1);
        assertThat(inOneBatch.get("duplicates").asInt()).isEqualTo(1);
        assertThat(codes(inOneBatch)).containsExactly("1 EVENT_CONFLICT");
    }

    @Test
    void rejectedEventIdCanBeUsedAgain() {
        String id = customer + "-x";
        assertRejected("INVALID", event(id, "ORDER_PLACED", "{}"));
        JsonNode answer = send(
                event(id, "LOGGED_IN", "nobody-" + customer, now(), "{}"),
                event(id, "ORDER_PLACED", "{\"orderId\":\"x\",\"amount\":1,\"category\":\"HOME\"}"));
        assertThat(answer.get("accepted").asInt()).isEqualTo(1);
        assertThat(codes(answer)).containsExactly("0 UNKNOWN_CUSTOMER");
    }

    @Test
    void malformedLineDoesNotAffectOthers() {
        byte[] body = (event(customer + "-1", "LOGGED_IN", "{}") + "\n"
                        + "{\"eventId\":\"broken\"\n"
                        + "\n"
                        + event(customer + "-2", "LOGGED_IN", "{}") + " {}\r\n"
                        + "{\"eventId\":\"ÿ\"}\n"
                        + event(customer + "-3", "LOGGED_IN", "{}") + "\r\n"
                        + "[" + event(customer + "-4", "LOGGED_IN", "{}") + "]\n"
                        + event(customer + "-5", "SOMETHING", "{}") + "\n"
                        + event(customer + "-6", "LOGGED_IN", "{}"))
                .getBytes(StandardCharsets.ISO_8859_1);
        JsonNode answer = app.expect(200, lines(body));
        assertThat(answer.get("accepted").asInt()).isEqualTo(3);
        assertThat(codes(answer)).containsExactly("1 INVALID", "2 INVALID", "3 INVALID", "5 INVALID", "6 UNKNOWN_TYPE");
        assertThat(answer.at("/rejected/4/eventId").asText()).isEqualTo(customer + "-5");
    }

    @Test
    void validEventsOfAMixedBatchAreAccepted() {
        JsonNode answer = send(
                "17",
                event(customer + "-later", "ORDER_CANCELLED", "{\"orderId\":\"second\"}"),
                event(customer + "-x", "ORDER_PLACED", "{\"orderId\":\"second\",\"amount\":-1,\"category\":\"HOME\"}"),
                event(customer + "-y", "ORDER_PLACED", "{\"orderId\":\"second\",\"amount\":5,\"category\":\"HOME\"}"),
                event(customer + "-z", "LOGGED_IN", "new-" + customer, now(), "{}"),
                event(customer + "-new", "CUSTOMER_REGISTERED", "new-" + customer, now(), "{\"channel\":\"SEARCH\"}"));
        assertThat(answer.get("accepted").asInt()).isEqualTo(4);
        assertThat(codes(answer)).containsExactly("0 INVALID", "2 INVALID");
        assertThat(app.customer(customer).at("/facts/orderCount").asInt())
                .as("the second order was cancelled before it came")
                .isEqualTo(1);
        assertThat(app.customer("new-" + customer).at("/facts/lastLoginAt").isMissingNode())
                .isFalse();
    }

    /** More events than one transaction ingests, in any order, of customers whose registrations are in the middle. */
    @Test
    void largeBatchGivesTheSameResultsAsASmallOne() {
        int customers = 40;
        int orders = 79;
        List<String> batch = new ArrayList<>();
        for (int i = 0; i <= orders; i++) {
            for (int k = customers - 1; k >= 0; k--) {
                String id = customer + "-" + k;
                batch.add(
                        i == orders / 2
                                ? event(id + "-new", "CUSTOMER_REGISTERED", id, now(), "{\"channel\":\"SEARCH\"}")
                                : event(
                                        id + "-order-" + i,
                                        "ORDER_PLACED",
                                        id,
                                        now(),
                                        "{\"orderId\":\"o-" + i + "\",\"amount\":10,\"category\":\"HOME\"}"));
            }
        }
        batch.add(2_000, event(customer + "-s", "LOGGED_IN", "nobody-" + customer, now(), "{}"));
        batch.add(1_000, event(customer + "-t", "SOMETHING", customer, now(), "{}"));
        batch.add(5, event(customer + "-u", "LOGGED_IN", "somebody-" + customer, now(), "{}"));
        String[] sent = batch.toArray(String[]::new);
        JsonNode first = send(sent);
        assertThat(first.get("accepted").asInt()).isEqualTo(customers * (orders + 1));
        assertThat(codes(first)).containsExactly("5 UNKNOWN_CUSTOMER", "1001 UNKNOWN_TYPE", "2002 UNKNOWN_CUSTOMER");
        for (int k = 0; k < customers; k++) {
            JsonNode facts = app.customer(customer + "-" + k).get("facts");
            assertThat(facts.get("orderCount").asInt()).isEqualTo(orders);
            assertThat(facts.get("spend30d").decimalValue()).isEqualByComparingTo(new BigDecimal(10 * orders));
        }
        JsonNode second = send(sent);
        assertThat(second.get("accepted").asInt()).isZero();
        assertThat(second.get("duplicates").asInt()).isEqualTo(customers * (orders + 1));

        String shared = customer + "-shared";
        batch.subList(0, 5).clear();
        batch.add(3, event(shared, "LOGGED_IN", customer + "-9", now(), "{}"));
        batch.add(1_500, event(shared, "LOGGED_IN", customer + "-0", now(), "{}"));
        JsonNode third = send(batch.toArray(String[]::new));
        assertThat(third.get("accepted").asInt())
                .as("the first of an id counts")
                .isEqualTo(1);
        assertThat(codes(third)).contains("1500 EVENT_CONFLICT").doesNotContain("3 EVENT_CONFLICT");
    }

    /** Partitions that were committed before another one failed stay; a resend completes the batch. */
    @Test
    void partlyFailedBatchIsCompletedByAResend() {
        int customers = 40;
        int orders = 49;
        List<String> batch = new ArrayList<>();
        for (int k = 0; k < customers; k++) {
            String id = customer + "-" + k;
            batch.add(event(id + "-new", "CUSTOMER_REGISTERED", id, now(), "{\"channel\":\"SEARCH\"}"));
            for (int i = 0; i < orders; i++) {
                batch.add(event(
                        id + "-order-" + i,
                        "ORDER_PLACED",
                        id,
                        now(),
                        "{\"orderId\":\"o-" + i + "\",\"amount\":10,\"category\":\"HOME\"}"));
            }
        }
        transactions.addListener(new FailureBeforeCommit(customer + "-9"));
        ResponseEntity<String> failed = post("[" + String.join(",", batch) + "]");
        assertThat(failed.getStatusCode().value()).as(failed.getBody()).isEqualTo(500);
        assertThat(app.parse(failed.getBody()).get("code").asText()).isEqualTo("INTERNAL");
        int stored = events(customer + "-%");
        assertThat(stored).isPositive().isLessThan(batch.size());
        assertThat(events(customer + "-9")).isZero();

        JsonNode again = send(batch.toArray(String[]::new));
        assertThat(again.get("duplicates").asInt()).isEqualTo(stored);
        assertThat(again.get("accepted").asInt()).isEqualTo(batch.size() - stored);
        for (int k = 0; k < customers; k++) {
            JsonNode one = app.customer(customer + "-" + k);
            assertThat(one.at("/facts/orderCount").asInt()).isEqualTo(orders);
        }
    }

    private int events(String customers) {
        return app.jdbc()
                .sql("select count(*) from event where customer_id like ?")
                .param(customers)
                .query(Integer.class)
                .single();
    }

    /** Fails once before the commit of a transaction that has stored events of a customer. */
    private final class FailureBeforeCommit implements TransactionExecutionListener {

        private final String customerId;
        private final AtomicBoolean over = new AtomicBoolean();

        FailureBeforeCommit(String customerId) {
            this.customerId = customerId;
        }

        @Override
        public void beforeCommit(TransactionExecution transaction) {
            if (!over.get() && events(customerId) > 0 && over.compareAndSet(false, true)) {
                throw new IllegalStateException("A failure before the commit, caused by this test");
            }
        }
    }

    // --- authorisation ---

    @Test
    void onlyServicesMaySendEvents() {
        String body = "[" + event(customer + "-x", "LOGGED_IN", "{}") + "]";
        HttpHeaders nobody = new HttpHeaders();
        nobody.setContentType(MediaType.APPLICATION_JSON);
        assertRefused(
                401,
                "UNAUTHORIZED",
                () -> rest.exchange(EVENTS, HttpMethod.POST, new HttpEntity<>(body, nobody), String.class));
        HttpHeaders guessed = new HttpHeaders();
        guessed.setContentType(MediaType.APPLICATION_JSON);
        guessed.setBasicAuth("service", "guessed");
        assertRefused(
                401,
                "UNAUTHORIZED",
                () -> rest.exchange(EVENTS, HttpMethod.POST, new HttpEntity<>(body, guessed), String.class));
        for (String user : List.of("customer-service", "operations", "risk", "designer", "analyst")) {
            assertRefused(403, "FORBIDDEN", () -> app.call(user, HttpMethod.POST, EVENTS, body));
        }
        assertRefused(
                403, "FORBIDDEN", () -> app.call("designer", HttpMethod.GET, "/api/v1/customers/" + customer, null));
        assertRefused(
                403,
                "FORBIDDEN",
                () -> app.call("service", HttpMethod.POST, "/api/v1/clock", Map.of("advance", "P1D")));
    }

    // --- reading ---

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "%27%20or%201=1", "${1+1}", "用户", "%00", "a%20b"})
    void unknownCustomerIsNotFound(String id) {
        for (String path : List.of("", "/timeline", "/coupons", "/limit-changes", "/points")) {
            ResponseEntity<String> answer = rest.withBasicAuth("admin", TestApplication.PASSWORD)
                    .getForEntity(
                            java.net.URI.create("/api/v1/customers/"
                                    + (id.contains("%") ? id : java.net.URLEncoder.encode(id, StandardCharsets.UTF_8))
                                    + path),
                            String.class);
            assertThat(answer.getStatusCode().value())
                    .as(id + path + answer.getBody())
                    .isIn(400, 404);
            if (answer.getStatusCode().value() == 404) {
                assertThat(app.parse(answer.getBody()).get("code").asText()).isEqualTo("UNKNOWN_CUSTOMER");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=1001",
                "limit=x",
                "limit=99999999999",
                "limit=1.5",
                "before=yesterday",
                "before=2026-01-01",
                "before=2026-01-01T00:00:00Z~",
                "before=2026-01-01T00:00:00Z~x",
                "before=~1",
                "before=2026-01-01T00:00:00Z~99999999999999999999"
            })
    void invalidPageParametersAreRefused(String query) {
        assertRefused(
                400,
                "INVALID",
                () -> app.call("admin", HttpMethod.GET, "/api/v1/customers/" + customer + "/timeline?" + query, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", ""})
    void extremeInstantsDoNotFail(String before) {
        ResponseEntity<String> answer = rest.withBasicAuth("admin", TestApplication.PASSWORD)
                .getForEntity(
                        java.net.URI.create("/api/v1/customers/" + customer + "/timeline?before="
                                + java.net.URLEncoder.encode(before, StandardCharsets.UTF_8)),
                        String.class);
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isIn(200, 400);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void timelinePagesHoldEveryEntryOnce(int limit) {
        List<String> burst = IntStream.range(0, 20)
                .mapToObj(n -> event(
                        customer + "-v" + n, "PAGE_VIEWED", "{\"category\":\"APPLIANCE\",\"page\":\"INSTALLMENT\"}"))
                .toList();
        send(burst.toArray(String[]::new));
        app.settle();
        app.days(8);
        List<JsonNode> whole = app.timeline(customer);
        assertThat(whole).hasSizeGreaterThan(25);
        List<JsonNode> walked = new ArrayList<>();
        String before = "";
        while (true) {
            List<JsonNode> page = TestApplication.list(
                    app.get("/api/v1/customers/" + customer + "/timeline?limit=" + limit + before));
            if (page.isEmpty()) {
                break;
            }
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            walked.addAll(page);
            before = "&before=" + page.get(page.size() - 1).get("cursor").asText();
        }
        assertThat(walked).containsExactlyElementsOf(whole);
        assertThat(walked.stream().map(entry -> entry.get("cursor").asText())).doesNotHaveDuplicates();
        assertThat(walked.stream().map(entry -> Instant.parse(entry.get("at").asText())))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    // --- the clock ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"advance\":null}",
                "{\"advance\":\"\"}",
                "{\"advance\":\"15 days\"}",
                "{\"advance\":\"P\"}",
                "{\"advance\":\"PT\"}",
                "{\"advance\":\"P1D\",\"now\":\"2030-01-01T00:00:00Z\"}",
                "{\"advance\":\"P999999999Y\"}",
                "{\"advance\":\"P99999999999D\"}",
                "{\"advance\":\"PT9223372036854775807S\"}",
                "{\"advance\":\"P9000Y\"}",
                "{\"now\":\"+999999999-12-31T23:59:59Z\"}",
                "{\"now\":\"10000-01-01T00:00:00Z\"}",
                "{\"now\":\"+10000-01-01T00:00:00Z\"}",
                "{\"now\":\"2030-01-01\"}",
                "{\"now\":\"2030-01-01T00:00:00\"}",
                "{\"now\":\"tomorrow\"}",
                "{\"now\":{}}",
                "{\"advance\":[\"P1D\"]}"
            })
    void invalidClockMovesAreRefused(String move) {
        Instant before = app.now();
        assertRefused(400, "INVALID", () -> app.call("admin", HttpMethod.POST, "/api/v1/clock", move));
        assertThat(app.now()).isEqualTo(before);
    }

    @Test
    void clockMovesForwardOnly() {
        for (String move :
                List.of("{\"advance\":\"-P1D\"}", "{\"advance\":\"-PT1S\"}", "{\"now\":\"2020-01-01T00:00:00Z\"}")) {
            assertRefused(409, "CLOCK_BACKWARD", () -> app.call("admin", HttpMethod.POST, "/api/v1/clock", move));
        }
        for (String body : List.of("", "[", "null")) {
            assertRefused(400, null, () -> app.call("admin", HttpMethod.POST, "/api/v1/clock", body));
        }
        app.post("/api/v1/clock", Map.of("advance", Duration.ZERO.toString()));
    }

    // --- helpers ---

    private String now() {
        return app.now().toString();
    }

    private String event(String eventId, String type, String data) {
        return event(eventId, type, customer, now(), data);
    }

    private static String event(String eventId, String type, String customerId, String occurredAt, String data) {
        return "{\"eventId\":\"%s\",\"type\":\"%s\",\"customerId\":\"%s\",\"occurredAt\":\"%s\",\"data\":%s}"
                .formatted(eventId, type, customerId, occurredAt, data);
    }

    private ResponseEntity<String> post(Object body) {
        return app.call("service", HttpMethod.POST, EVENTS, body);
    }

    private ResponseEntity<String> lines(Object body) {
        return app.call("service", HttpMethod.POST, EVENTS, MediaType.APPLICATION_NDJSON, body);
    }

    private JsonNode send(String... events) {
        return app.expect(200, post("[" + String.join(",", events) + "]"));
    }

    private void accept(String event) {
        JsonNode answer = send(event);
        assertThat(answer.get("accepted").asInt()).as(answer.toString()).isEqualTo(1);
    }

    private static List<String> codes(JsonNode answer) {
        return TestApplication.list(answer.get("rejected")).stream()
                .map(no -> no.get("index").asInt() + " " + no.get("code").asText())
                .toList();
    }

    /** Asserts that the item is rejected with the code and changes nothing. */
    private void assertRejected(String code, String item) {
        Map<String, Object> before = state();
        JsonNode answer = send(item);
        assertThat(codes(answer)).as(answer.toString()).containsExactly("0 " + code);
        assertThat(answer.at("/rejected/0/message").asText()).isNotBlank();
        assertThat(answer.get("accepted").asInt()).isZero();
        assertThat(answer.get("duplicates").asInt()).isZero();
        assertThat(state()).isEqualTo(before);
    }

    /** Asserts that the request is refused as a problem with the code and changes nothing. */
    private void assertRefused(int status, String code, Supplier<ResponseEntity<String>> request) {
        Map<String, Object> before = state();
        ResponseEntity<String> answer = request.get();
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(status);
        assertThat(answer.getHeaders().getContentType())
                .satisfies(type -> assertThat(type.isCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON))
                        .isTrue());
        JsonNode problem = app.parse(answer.getBody());
        assertThat(problem.get("detail").asText()).isNotBlank();
        if (code != null) {
            assertThat(problem.get("code").asText()).isEqualTo(code);
        }
        assertThat(state()).isEqualTo(before);
    }

    /** The number of rows of each table, and the customer's row and facts. */
    private Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        for (String table : List.of(
                "event",
                "customer",
                "customer_order",
                "bill",
                "tag",
                "customer_alias",
                "journey",
                "stage_move",
                "tier_change",
                "decision_record",
                "limit_change",
                "message",
                "coupon",
                "ACT_RU_EXECUTION")) {
            state.put(
                    table,
                    app.jdbc()
                            .sql("select count(*) from " + table)
                            .query(Long.class)
                            .single());
        }
        state.put("customer facts", app.customer(customer));
        state.put(
                "customer row",
                new HashMap<>(app.jdbc()
                                .sql("select * from customer where customer_id = ?")
                                .param(customer)
                                .query()
                                .singleRow())
                        .entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, field -> String.valueOf(field.getValue()))));
        return state;
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** The profile over HTTP: facts and tags right after every event, merged ids, erasure, masked names. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.zones.Urumqi=Asia/Urumqi"
        })
@Import(TestApplication.class)
abstract class ProfileScenario {

    @Autowired
    private TestApplication app;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private MeterRegistry metrics;

    private String me;
    private int sent;

    @BeforeEach
    void someoneRegisters(TestInfo test) {
        if (app.now().isBefore(TestApplication.instant("2026-03-01T12:00:00+08:00"))
                || app.now().isAfter(TestApplication.instant("2200-01-01T00:00:00Z"))) {
            app.now("2026-03-01T12:00:00+08:00");
        }
        me = test.getTestMethod().orElseThrow().getName();
        me = me.substring(0, Math.min(me.length(), 50));
        post(me, "CUSTOMER_REGISTERED", Map.of("channel", "store"), app.now());
    }

    @Test
    void everyExampleOfTheApiDescriptionIsAccepted() {
        JsonNode examples = app.get("/v3/api-docs")
                .at("/paths/~1api~1v1~1events/post/requestBody/content/application~1json/examples");
        assertThat(examples).hasSize(14);
        for (JsonNode example : examples) {
            JsonNode answer =
                    app.expect(200, app.call("service", HttpMethod.POST, "/api/v1/events", example.get("value")));
            assertThat(answer.get("rejected")).isEmpty();
        }
    }

    @Test
    void everyTypeOfEventHasASchemaOfItsOwn() {
        JsonNode schemas = app.get("/v3/api-docs").at("/components/schemas");
        assertThat(schemas.get("Event").get("oneOf")).hasSize(14);
        assertThat(TestApplication.list(schemas.at("/OrderPlaced/properties/data/required")))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("orderId", "amount", "category");
        assertThat(schemas.at("/OrderPlaced/properties/data/properties/amount/minimum")
                        .asInt())
                .isZero();
        assertThat(schemas.at("/CreditAssessed/properties/data/properties/grade/enum"))
                .hasSize(5);
    }

    @Test
    void oneViewOfADigitalProductIsANeedForSevenDays() {
        Instant seen = app.now();
        String event = view(me, "DIGITAL", "PRODUCT", seen);

        JsonNode tag = app.customer(me).get("tags").get(0);
        assertThat(tag.get("tag").asText()).isEqualTo("need:digital-installment");
        assertThat(tag.get("since").asText()).isEqualTo(seen.toString());
        assertThat(tag.get("until").asText())
                .isEqualTo(seen.plus(Duration.ofDays(7)).toString());
        assertThat(tag.get("rule").asText()).isEqualTo("Rule_Digital");
        assertThat(tag.get("evidence").toString()).isEqualTo("[\"" + event + "\"]");

        app.jump("P6DT23H");
        assertThat(tags(me)).containsExactly("need:digital-installment");
        app.jump("PT1H");
        assertThat(tags(me)).isEmpty();
    }

    @Test
    void aNeedSeenAgainLastsLongerAndBeganWithTheFirstView() {
        Instant first = app.now();
        view(me, "DIGITAL", "PRODUCT", first);
        app.jump("P5D");
        Instant second = app.now();
        view(me, "DIGITAL", "PRODUCT", second);

        JsonNode tag = app.customer(me).get("tags").get(0);
        assertThat(tag.get("since").asText()).isEqualTo(first.toString());
        assertThat(tag.get("until").asText())
                .isEqualTo(second.plus(Duration.ofDays(7)).toString());
    }

    @Test
    void threeBabyViewsInAWeekGiveChildcareTagInAnyOrder() {
        Instant start = app.now();
        app.jump("P9D");
        view(me, "BABY", "PRODUCT", start);
        view(me, "BABY", "PRODUCT", start.plus(Duration.ofDays(8)));
        view(me, "BABY", "PRODUCT", start.plus(Duration.ofDays(4)));
        assertThat(tags(me)).isEmpty();

        view(me, "BABY", "PRODUCT", start.plus(Duration.ofDays(2)));
        JsonNode tag = app.customer(me).get("tags").get(0);
        assertThat(tag.get("tag").asText()).isEqualTo("need:childcare");
        assertThat(tag.get("evidence")).hasSize(3);
        assertThat(tag.get("until").asText())
                .isEqualTo(start.plus(Duration.ofDays(38)).toString());
    }

    @Test
    void onlyTheInstallmentPageOfAnApplianceIsANeed() {
        view(me, "APPLIANCE", "PRODUCT", app.now());
        assertThat(tags(me)).isEmpty();
        view(me, "APPLIANCE", "INSTALLMENT", app.now());
        view(me, "PHONE", "INSTALLMENT", app.now());
        assertThat(tags(me)).containsExactly("need:appliance-installment", "need:phone-installment");
    }

    @Test
    void repaymentsThatComeLaterAndLaterAndBillsOverdueTwiceAreRisks() {
        app.jump("P200D");
        String due = app.today().minusDays(60).toString();
        for (int bill = 0; bill < 3; bill++) {
            repay("b" + bill, 190 - 30 * bill, 0);
        }
        assertThat(tags(me)).isEmpty();
        for (int bill = 0; bill < 3; bill++) {
            repay("c" + bill, 90 - 30 * bill, 3 * bill);
        }
        assertThat(tags(me)).containsExactly("risk:repayment-slowing");

        for (String bill : List.of("c0", "c1")) {
            post(
                    me,
                    "REPAYMENT_OVERDUE",
                    Map.of("billId", bill, "amount", 100, "dueOn", due, "daysOverdue", 3),
                    app.now().minus(Duration.ofDays(5)));
        }
        assertThat(tags(me)).contains("risk:repeat-overdue");
    }

    @Test
    void aCancellationMayComeBeforeItsOrderAndLeavesNoTrace() {
        post(me, "ORDER_CANCELLED", Map.of("orderId", "o-early"), app.now());
        order(me, "o-early", 500, app.now().minus(Duration.ofHours(1)));
        order(me, "o-kept", 70, app.now().minus(Duration.ofHours(3)));
        order(me, "o-late", 900, app.now().minus(Duration.ofHours(2)));
        post(me, "ORDER_CANCELLED", Map.of("orderId", "o-late"), app.now());

        JsonNode facts = app.customer(me).get("facts");
        assertThat(facts.get("orderCount").asInt()).isEqualTo(1);
        assertThat(facts.get("spend30d").decimalValue()).isEqualByComparingTo("70");
        assertThat(facts.get("lastOrderAt").asText())
                .isEqualTo(app.now().minus(Duration.ofHours(3)).toString());
    }

    @Test
    void daysAreCountedWhereTheCustomerLives() {
        app.now(app.today().plusDays(1).atTime(1, 0).toString() + "+08:00");
        order(me, "o-midnight", 10, app.now().minus(Duration.ofHours(26)));
        assertThat(app.customer(me).at("/facts/daysSinceOrder").asInt()).isEqualTo(2);

        post(me, "PROFILE_CHANGED", Map.of("region", "Urumqi"), app.now());
        assertThat(app.customer(me).at("/facts/daysSinceOrder").asInt()).isEqualTo(1);
        assertThat(app.customer(me).at("/facts/spend30d").asInt()).isEqualTo(10);
    }

    @Test
    void whatHappensALittleAheadOverMidnightIsNoNegativeNumberOfDaysAgo() {
        app.now(app.today().plusDays(1).atTime(23, 57).toString() + "+08:00");
        Instant ahead = app.now().plus(Duration.ofMinutes(5));
        post(me, "LOGGED_IN", Map.of(), ahead);
        order(me, "o-ahead", 10, ahead);
        String other = me + "-2";
        post(other, "CUSTOMER_REGISTERED", Map.of("channel", "store"), ahead);

        JsonNode facts = app.customer(me).get("facts");
        assertThat(facts.get("daysSinceLogin").asInt()).isZero();
        assertThat(facts.get("daysSinceOrder").asInt()).isZero();
        assertThat(facts.get("orders30d").asInt()).isEqualTo(1);
        JsonNode others = app.customer(other).get("facts");
        assertThat(others.get("daysSinceRegistration").asInt()).isZero();
        assertThat(others.get("daysSinceLogin").asInt()).isZero();
        assertThat(others.get("monthsWithoutOverdue").asInt()).isZero();
    }

    @Test
    void twoReportsOfOneOrderAreTheEarlierOneInEveryOrderOfArrival() {
        Instant nine = app.now().minus(Duration.ofHours(3));
        order(me, "o", 100, nine);
        order(me, "o", 5_000, nine.minus(Duration.ofHours(1)));
        String other = me + "-2";
        post(other, "CUSTOMER_REGISTERED", Map.of("channel", "store"), app.now());
        order(other, "o", 5_000, nine.minus(Duration.ofHours(1)));
        order(other, "o", 100, nine);
        hasOneOrderOf5000(me);
        hasOneOrderOf5000(other);
        post(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", other), app.now());
        hasOneOrderOf5000(other);
    }

    private void hasOneOrderOf5000(String customer) {
        JsonNode seen = app.customer(customer);
        assertThat(seen.at("/facts/orderCount").asInt()).isEqualTo(1);
        assertThat(seen.at("/facts/spend30d").asInt()).isEqualTo(5_000);
        assertThat(seen.get("pointsBalance").asInt()).isEqualTo(500);
    }

    /** A sample, on both databases, of what HistoriesTest tries more of. */
    @Test
    void historiesOfTwinsAgreeInAnyOrder() {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            new Twins(app).agree("t" + seed, Twins.history(random, app.today()), random);
        }
    }

    /** In whatever order the events arrive and the two ids are merged. */
    @Test
    void theLatestExplicitWordOnMarketingCounts() {
        Instant now = app.now();
        Map<String, Object> no = Map.of("channel", "app", "marketingConsent", false);
        Map<String, Object> yes = Map.of("channel", "app", "marketingConsent", true);

        post(me, "CUSTOMER_REGISTERED", no, now.plusSeconds(60));
        assertThat(consent(me)).as("a later registration").isFalse();
        post(me, "CONSENT_CHANGED", Map.of("marketing", true), now.plusSeconds(30));
        assertThat(consent(me)).as("an older yes that comes late").isFalse();
        post(me, "CUSTOMER_REGISTERED", Map.of("channel", "app"), now.plusSeconds(90));
        assertThat(consent(me)).as("silence").isFalse();
        post(me, "CONSENT_CHANGED", Map.of("marketing", true), now.plusSeconds(120));
        assertThat(consent(me)).as("a later yes").isTrue();

        for (boolean laterIsMergedAway : List.of(true, false)) {
            String earlier = me + laterIsMergedAway + "-1";
            String later = me + laterIsMergedAway + "-2";
            post(earlier, "CUSTOMER_REGISTERED", yes, now);
            post(earlier, "CONSENT_CHANGED", Map.of("marketing", true), now.plusSeconds(10));
            post(later, "CUSTOMER_REGISTERED", no, now.plusSeconds(20));
            String from = laterIsMergedAway ? later : earlier;
            String into = laterIsMergedAway ? earlier : later;
            post(from, "CUSTOMERS_MERGED", Map.of("intoCustomerId", into), now.plusSeconds(30));
            assertThat(consent(into)).isFalse();
        }
    }

    private boolean consent(String customerId) {
        return app.jdbc()
                .sql("select marketing_consent from customer where customer_id = ?")
                .param(customerId)
                .query(Boolean.class)
                .single();
    }

    @Test
    void aLaterRegistrationDoesNotGiveBackAConsentThatWasTakenAway() {
        post(me, "CONSENT_CHANGED", Map.of("marketing", false), app.now());
        app.jump("PT1H");
        post(me, "CUSTOMER_REGISTERED", Map.of("channel", "app"), app.now());
        assertThat(app.jdbc()
                        .sql("select marketing_consent from customer where customer_id = ?")
                        .param(me)
                        .query(Boolean.class)
                        .single())
                .isFalse();
        assertThat(app.customer(me).at("/facts/channel").asText()).isEqualTo("store");
    }

    @Test
    void twoMergedIdsAreTheOneThatAllTheirEventsWouldHaveMade() {
        String other = me + "-2";
        String union = me + "-u";
        Instant start = app.now();
        for (String id : List.of(other, union)) {
            post(id, "CUSTOMER_REGISTERED", Map.of("channel", "store"), start);
        }
        app.jump("P2D");
        List<Object[]> life = List.of(
                new Object[] {me, "ORDER_PLACED", Map.of("orderId", "m1", "amount", 120, "category", "HOME")},
                new Object[] {other, "ORDER_PLACED", Map.of("orderId", "m2", "amount", 80, "category", "PHONE")},
                new Object[] {other, "PAGE_VIEWED", Map.of("category", "DIGITAL", "seconds", 30)},
                new Object[] {me, "LOGGED_IN", Map.of()},
                new Object[] {other, "CREDIT_ASSESSED", Map.of("grade", "B", "limit", 9000)},
                new Object[] {
                    other,
                    "REPAYMENT_MADE",
                    Map.of("billId", "x", "amount", 10, "dueOn", app.today().toString())
                },
                new Object[] {me, "SERVICE_CONTACTED", Map.of("topic", "order")});
        for (Object[] event : life) {
            @SuppressWarnings("unchecked")
            Map<String, Object> data = (Map<String, Object>) event[2];
            post((String) event[0], (String) event[1], data, app.now());
            post(union, (String) event[1], data, app.now());
        }
        app.settle();
        post(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", other), app.now());
        post(me, "ORDER_CANCELLED", Map.of("orderId", "m2"), app.now());
        post(union, "ORDER_CANCELLED", Map.of("orderId", "m2"), app.now());
        app.settle();

        JsonNode merged = app.customer(other);
        JsonNode whole = app.customer(union);
        assertThat(merged.get("facts")).isEqualTo(whole.get("facts"));
        assertThat(merged.get("credit")).isEqualTo(whole.get("credit"));
        assertThat(merged.get("stage")).isEqualTo(whole.get("stage"));
        assertThat(tags(other)).isEqualTo(tags(union));
        assertThat(app.customer(me).get("customerId").asText()).isEqualTo(other);
        assertThat(app.story(me)).contains("EVENT CUSTOMERS_MERGED", "EVENT ORDER_CANCELLED", "EVENT LOGGED_IN");
        // Under insight_again an id waits to be counted out of the sums, which happens in the background.
        for (String table : tablesOfCustomers().stream()
                .filter(table -> !table.startsWith("insight_"))
                .toList()) {
            assertThat(count("select count(*) from " + table + " where customer_id = '" + me + "'"))
                    .as(table)
                    .isEqualTo(table.equals("customer_alias") ? 1 : 0);
        }
        assertThat(count("select count(*) from ACT_RU_EXECUTION where BUSINESS_KEY_ = '" + me + "'"))
                .isZero();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> count("select count(*) from insight_customer where customer_id = '" + me + "'") == 0);
    }

    @Test
    void levelAndBalanceOfTwoMergedIdsAreThoseOfOneWhoEarnedAll() {
        String other = me + "-2";
        post(other, "CUSTOMER_REGISTERED", Map.of("channel", "store"), app.now());
        app.settle();
        order(me, "l1", 3_000, app.now());
        order(other, "l2", 3_000, app.now());
        order(me, "both", 200, app.now());
        order(other, "both", 200, app.now());
        order(me, "cancelled-there", 500, app.now());
        post(other, "ORDER_CANCELLED", Map.of("orderId", "cancelled-there"), app.now());
        for (String id : List.of(me, other)) {
            post(id, "CHECKED_IN", Map.of(), app.now());
            assertThat(app.customer(id).get("memberLevel").asText()).isEqualTo("BRONZE");
        }
        app.settle();

        post(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", other), app.now());
        app.settle();

        JsonNode merged = app.customer(other);
        assertThat(merged.get("memberLevel").asText()).isEqualTo("SILVER");
        assertThat(merged.get("pointsBalance").asInt()).isEqualTo(300 + 300 + 20 + 5);
        assertThat(app.entries(other, "LEVEL_CHANGED"))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.at("/detail/fromLevel").asText()).isEqualTo("BRONZE"));
        post(other, "ORDER_CANCELLED", Map.of("orderId", "both"), app.now());
        assertThat(app.customer(other).get("pointsBalance").asInt()).isEqualTo(300 + 300 + 5);
        assertThat(app.get("/api/v1/ledger/check").get("differences")).isEmpty();
    }

    @Test
    void pointsOfTheOneSettleTheDebtOfTheOtherWhenTheyAreMerged() {
        String other = me + "-2";
        post(other, "CUSTOMER_REGISTERED", Map.of("channel", "store"), app.now());
        app.settle();
        order(me, "d1", 10_000, app.now());
        order(other, "d2", 10_000, app.now());
        app.expect(
                200,
                app.call(
                        "service",
                        HttpMethod.POST,
                        "/api/v1/customers/" + me + "/points/redemptions",
                        Map.of("redemptionId", "d-" + me, "item", "LIMIT_TICKET")));
        post(me, "ORDER_CANCELLED", Map.of("orderId", "d1"), app.now());

        post(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", other), app.now());

        JsonNode points = app.get("/api/v1/customers/" + other + "/points");
        assertThat(points.get("balance").asInt()).isZero();
        assertThat(points.get("owed").asInt()).isZero();
        assertThat(app.customer(other).get("pointsBalance").asInt()).isZero();
        assertThat(app.get("/api/v1/ledger/check").get("differences")).isEmpty();
    }

    @Test
    void theLargestValuesOfEveryFieldLeaveEveryPageReadable() {
        post(
                me,
                "CREDIT_ASSESSED",
                Map.of("grade", "A+", "limit", new BigDecimal("999999999999.99")),
                app.now().minusSeconds(10));
        JsonNode schemas = app.get("/v3/api-docs").at("/components/schemas");
        List<Map<String, Object>> events = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (JsonNode type : schemas.at("/Event/oneOf")) {
                String reference = type.get("$ref").asText();
                JsonNode schema = schemas.get(reference.substring(reference.lastIndexOf('/') + 1));
                String name = schema.at("/properties/type/enum/0").asText();
                if (!name.startsWith("CUSTOMER")) {
                    Map<String, Object> data = new HashMap<>();
                    int no = round;
                    schema.at("/properties/data/properties")
                            .fields()
                            .forEachRemaining(field -> data.put(field.getKey(), largest(field.getValue(), no)));
                    events.add(TestApplication.event("largest-" + sent++, name, me, app.now(), data));
                }
            }
        }
        for (int order = 0; order < 20; order++) {
            Map<String, Object> data = Map.of(
                    "orderId",
                    "l-" + order,
                    "amount",
                    new BigDecimal("999999999999.99"),
                    "category",
                    "HOME",
                    "periods",
                    0);
            events.add(TestApplication.event("largest-" + sent++, "ORDER_PLACED", me, app.now(), data));
        }
        for (int bill = 0; bill < 600; bill++) {
            Map<String, Object> data = Map.of(
                    "billId",
                    "b".repeat(120) + bill,
                    "amount",
                    1,
                    "dueOn",
                    app.today().minusDays(1).toString());
            events.add(TestApplication.event("e".repeat(100) + sent++, "REPAYMENT_OVERDUE", me, app.now(), data));
        }

        JsonNode answer = app.send(events);

        assertThat(answer.get("rejected")).isEmpty();
        assertThat(tags(me)).contains("risk:repeat-overdue");
        app.settle();
        app.days(3);
        readsEverything();
        assertThat(app.customer(me).at("/facts/activeSeconds7d").asLong()).isPositive();
        assertThat(app.get("/api/v1/ledger/check").get("differences")).isEmpty();
    }

    private static Object largest(JsonNode schema, int round) {
        if (schema.has("enum")) {
            return schema.at("/enum/0").asText();
        }
        return switch (schema.get("type").asText()) {
            case "boolean" -> true;
            case "number", "integer" -> schema.get("maximum").decimalValue();
            default ->
                schema.path("format").asText().equals("date")
                        ? "9999-12-31"
                        : ("x" + round).repeat(schema.path("maxLength").asInt(128) / 2);
        };
    }

    /** Every page that can be read of this customer, or of all. */
    private void readsEverything() {
        app.get("/v3/api-docs").get("paths").fields().forEachRemaining(path -> {
            String address = path.getKey().replace("{customerId}", me).replace("{month}", "2026-05");
            boolean asksForMore = TestApplication.list(path.getValue().at("/get/parameters")).stream()
                    .anyMatch(parameter -> parameter.path("in").asText().equals("query")
                            && parameter.path("required").asBoolean());
            if (path.getValue().has("get") && !address.contains("{") && !asksForMore) {
                assertThat(app.call("admin", HttpMethod.GET, address, null)
                                .getStatusCode()
                                .value())
                        .as(address)
                        .isEqualTo(200);
            }
        });
    }

    @Test
    void impossibleMergesAreRejectedAndARepeatedMergeChangesNothing() {
        String other = me + "-2";
        post(other, "CUSTOMER_REGISTERED", Map.of("channel", "store"), app.now());
        assertThat(rejection(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", me)))
                .isEqualTo("INVALID");
        assertThat(rejection(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", "nobody")))
                .isEqualTo("UNKNOWN_CUSTOMER");
        post(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", other), app.now());
        post(me, "CUSTOMERS_MERGED", Map.of("intoCustomerId", other), app.now());
        post(other, "CUSTOMERS_MERGED", Map.of("intoCustomerId", me), app.now());
        assertThat(app.customer(me).get("customerId").asText()).isEqualTo(other);
        post(me, "CUSTOMER_REGISTERED", Map.of("channel", "app"), app.now());
        assertThat(count("select count(*) from customer where customer_id = '" + me + "'"))
                .isZero();
    }

    @Test
    void erasedCustomerIsFoundNowhereAndLedgersStay() {
        String name = "Zhuge Kongming-Erasable";
        String phone = "13912340987";
        post(
                me,
                "PROFILE_CHANGED",
                Map.of("name", name, "phone", phone, "age", 41, "region", "Erasable-Region"),
                app.now());
        order(me, "e-1", 3000, app.now());
        post(me, "CREDIT_ASSESSED", Map.of("grade", "A", "limit", 5000), app.now());
        app.settle();
        assertThat(found(name)).isNotEmpty();
        long events = count("select count(*) from event");
        long orders = count("select count(*) from customer_order");
        long limits = count("select count(*) from limit_change");

        assertThat(app.call("operations", HttpMethod.DELETE, "/api/v1/customers/" + me, null)
                        .getStatusCode()
                        .value())
                .isEqualTo(403);
        app.expect(204, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/" + me, null));
        app.expect(204, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/" + me, null));
        app.settle();

        assertThat(found(name)).isEmpty();
        assertThat(found(phone)).isEmpty();
        assertThat(found("Erasable-Region")).isEmpty();
        for (String path : List.of("", "/timeline", "/coupons", "/limit-changes", "/points")) {
            JsonNode gone = app.expect(410, app.call("admin", HttpMethod.GET, "/api/v1/customers/" + me + path, null));
            assertThat(gone.get("code").asText()).isEqualTo("ERASED");
        }
        assertThat(rejection(me, "LOGGED_IN", Map.of())).isEqualTo("ERASED");
        assertThat(rejection(me, "CUSTOMER_REGISTERED", Map.of("channel", "store")))
                .isEqualTo("ERASED");
        assertThat(count("select count(*) from event")).isEqualTo(events);
        assertThat(count("select count(*) from customer_order")).isEqualTo(orders);
        assertThat(count("select count(*) from limit_change")).isEqualTo(limits);
        assertThat(count("select count(*) from ACT_RU_EXECUTION where BUSINESS_KEY_ = '" + me + "'"))
                .isZero();
        app.days(1);
        app.expect(404, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/nobody", null));
    }

    @Test
    void namesAndPhonesAreForThoseWhoCall() {
        post(me, "PROFILE_CHANGED", Map.of("name", "王小明", "phone", "13800001234"), app.now());
        for (String caller : List.of("customer-service", "risk")) {
            JsonNode seen = seenBy(caller);
            assertThat(seen.get("name").asText()).isEqualTo("王小明");
            assertThat(seen.get("phone").asText()).isEqualTo("13800001234");
        }
        for (String other : List.of("operations", "service", "admin")) {
            JsonNode seen = seenBy(other);
            assertThat(seen.get("name").asText()).isEqualTo("王**");
            assertThat(seen.get("phone").asText()).isEqualTo("138****1234");
        }
        assertThat(seenBy("analyst").has("name")).isFalse();
        assertThat(seenBy("analyst").has("phone")).isFalse();

        post(
                me,
                "PROFILE_CHANGED",
                Map.of("name", "😀小明", "phone", "12😀3456😀89😀"),
                app.now().plusSeconds(1));
        assertThat(seenBy("admin").get("name").asText()).isEqualTo("😀**");
        assertThat(seenBy("admin").get("phone").asText()).isEqualTo("12😀****😀89😀");
        post(me, "PROFILE_CHANGED", Map.of("phone", "😀😀😀😀😀😀😀"), app.now().plusSeconds(2));
        assertThat(seenBy("admin").get("phone").asText()).isEqualTo("****");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void namesAndPhonesAreInNoLogNoVariableAndNoMetric(CapturedOutput log) {
        String name = "Zhuge Liang-Unlogged";
        String phone = "13987650123";
        post(me, "PROFILE_CHANGED", Map.of("name", name, "phone", phone), app.now());
        assertThat(rejection(me, "PROFILE_CHANGED", Map.of("name", name, "phone", phone, "age", "old")))
                .isEqualTo("INVALID");
        for (String bill : List.of("b-1", "b-2")) {
            post(
                    me,
                    "REPAYMENT_OVERDUE",
                    Map.of(
                            "billId",
                            bill,
                            "amount",
                            100,
                            "dueOn",
                            app.today().minusDays(40).toString(),
                            "daysOverdue",
                            40),
                    app.now());
        }
        app.settle();
        assertThat(count("select count(*) from callback where customer_id = '" + me + "'"))
                .as("somebody is to call")
                .isPositive();

        assertThat(found(name)).map(String::toLowerCase).containsExactlyInAnyOrder("customer.name", "event.data");
        assertThat(found(phone)).map(String::toLowerCase).containsExactlyInAnyOrder("customer.phone", "event.data");
        assertThat(runtime.createVariableInstanceQuery().unlimitedList())
                .isNotEmpty()
                .noneMatch(variable -> mentions(variable.getValue(), name, phone));
        assertThat(metrics.getMeters()).isNotEmpty().noneMatch(meter -> mentions(meter.getId(), name, phone, me));
        assertThat(log.getAll()).doesNotContain(name, phone);
    }

    private static boolean mentions(Object where, String... words) {
        return Stream.of(words).anyMatch(word -> String.valueOf(where).contains(word));
    }

    @Test
    void aCustomerAsATableRunsNothingAndShowsNobodyMoreThanTheyMaySee() {
        post(me, "PROFILE_CHANGED", Map.of("name", "=HYPERLINK(1)", "phone", "+8613800001234"), app.now());
        assertThat(table("customer-service", "?part=profile")).contains("\"'=HYPERLINK(1)\",\"'+8613800001234\"");
        assertThat(table("analyst", "?part=profile"))
                .startsWith("customerId,name,phone,stage,tier,")
                .contains("\"" + me + "\",,,")
                .doesNotContain("HYPERLINK");
        assertThat(table("analyst", "?part=facts")).startsWith("fact,value\r\n").contains("\"orderCount\",0\r\n");
        assertThat(table("analyst", "?part=tags")).startsWith("tag,since,until,rule,version,evidence\r\n");
        assertThat(table("analyst", "?part=journeys")).startsWith("process,processInstanceId,startedAt,waitingFor\r\n");
        assertThat(table("analyst", "/timeline?limit=1000"))
                .startsWith("at,kind,name,detail,cursor\r\n")
                .contains(",EVENT,\"PROFILE_CHANGED\",\"{")
                .doesNotContain("HYPERLINK");
        app.expect(404, app.call("analyst", HttpMethod.GET, "/api/v1/customers/nobody/timeline?format=csv", null));
    }

    private String table(String viewer, String question) {
        ResponseEntity<String> answer =
                app.call(viewer, HttpMethod.GET, "/api/v1/customers/" + me + question + "&format=csv", null);
        return TestApplication.table(answer);
    }

    @Test
    void mergingAndErasingKnowEveryTableOfCustomers() {
        assertThat(tablesOfCustomers())
                .as("each is reassigned and erased by a CustomerDataOwner; add the new one there, then here")
                .containsExactlyInAnyOrderElementsOf(KNOWN_TABLES);
    }

    static final List<String> KNOWN_TABLES = List.of(
            "application_move",
            "benefit",
            "benefit_change",
            "bill",
            "callback",
            "callback_outcome",
            "callback_request",
            "check_in",
            "coupon",
            "coupon_move",
            "credit_account",
            "credit_balance_entry",
            "credit_hold",
            "credit_move",
            "customer",
            "customer_alias",
            "customer_order",
            "day_book",
            "decision_record",
            "early_repayment",
            "event",
            "foresight",
            "holdout_kin",
            "insight_again",
            "insight_customer",
            "installment",
            "installment_application",
            "installment_payment",
            "installment_receipt",
            "journey",
            "journey_note",
            "level_change",
            "limit_change",
            "member",
            "message",
            "offer_response",
            "points_entry",
            "points_lot",
            "points_owed",
            "stage_move",
            "tag",
            "task_move",
            "tier_change",
            "verdict",
            "withheld");

    private List<String> tablesOfCustomers() {
        return app.jdbc().sql("""
                        select lower(table_name) from information_schema.columns
                        where lower(column_name) = 'customer_id' and lower(table_schema) = lower(schema())""").query(String.class).list();
    }

    /** Every text column of every table that holds this text somewhere. */
    private List<String> found(String text) {
        record Column(String table, String name) {}
        List<Column> columns = app.jdbc()
                .sql("""
                        select table_name, column_name from information_schema.columns
                        where lower(table_schema) = lower(schema()) and lower(table_name) <> 'flyway_schema_history'
                          and (lower(data_type) like '%char%' or lower(data_type) like '%text%'
                            or lower(data_type) like '%clob%' or lower(data_type) = 'character large object')""")
                .query((row, n) -> new Column(row.getString(1), row.getString(2)))
                .list();
        List<String> found = new ArrayList<>();
        for (Column column : columns) {
            long rows = app.jdbc()
                    .sql("select count(*) from " + column.table() + " where `" + column.name() + "` like ?")
                    .param("%" + text + "%")
                    .query(Long.class)
                    .single();
            if (rows > 0) {
                found.add(column.table() + "." + column.name());
            }
        }
        return found;
    }

    private void repay(String bill, int dueDaysAgo, int daysLate) {
        Map<String, Object> data = Map.of(
                "billId",
                bill,
                "amount",
                100,
                "dueOn",
                app.today().minusDays(dueDaysAgo).toString());
        post(me, "REPAYMENT_MADE", data, app.now().minus(Duration.ofDays(dueDaysAgo - daysLate)));
    }

    private JsonNode seenBy(String user) {
        return app.expect(200, app.call(user, HttpMethod.GET, "/api/v1/customers/" + me, null));
    }

    private List<String> tags(String customerId) {
        List<String> tags = new ArrayList<>();
        app.customer(customerId)
                .get("tags")
                .forEach(tag -> tags.add(tag.get("tag").asText()));
        return tags;
    }

    private String view(String customerId, String category, String page, Instant at) {
        return post(customerId, "PAGE_VIEWED", Map.of("category", category, "page", page), at);
    }

    private void order(String customerId, String orderId, int amount, Instant at) {
        post(customerId, "ORDER_PLACED", Map.of("orderId", orderId, "amount", amount, "category", "HOME"), at);
    }

    private String post(String customerId, String type, Map<String, ?> data, Instant at) {
        Map<String, Object> event = new HashMap<>(TestApplication.event(me + "-" + sent++, type, customerId, at, data));
        JsonNode answer = app.send(List.of(event));
        assertThat(answer.get("rejected")).isEmpty();
        return (String) event.get("eventId");
    }

    private String rejection(String customerId, String type, Map<String, ?> data) {
        JsonNode answer =
                app.send(List.of(TestApplication.event(me + "-" + sent++, type, customerId, app.now(), data)));
        return answer.at("/rejected/0/code").asText();
    }

    private long count(String sql) {
        return app.jdbc().sql(sql).query(Long.class).single();
    }
}

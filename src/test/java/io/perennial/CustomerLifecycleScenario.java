package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

/** Customers who pass through all journeys on dated days, over HTTP. */
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
abstract class CustomerLifecycleScenario {

    @Autowired
    private TestApplication app;

    private String customer;

    @BeforeEach
    void aMorning(TestInfo test) {
        customer = "c" + Integer.toHexString(test.getDisplayName().hashCode());
        app.settle();
        Instant next = app.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        app.now(next.plus(2, ChronoUnit.HOURS).toString());
    }

    @Test
    void eachCouponGivenToBringAFirstOrderIsAnsweredOnceAndOnesNotGivenAreNot() {
        String offer = "trade-in-100-off";
        JsonNode before = offerRow(offer);
        List<String> customers = List.of(customer + "-1", customer + "-2", customer + "-3", customer + "-4");
        app.expect(
                200,
                app.call(
                        "operations",
                        HttpMethod.PUT,
                        "/api/v1/offers/" + offer + "/budget",
                        Map.of("count", before.get("budgetCountUsed").asInt() + 3, "amount", 10_000)));
        for (String one : customers) {
            app.registers(one, "SEARCH");
            app.happens(one, "PAGE_VIEWED", Map.of("category", "PHONE", "page", "INSTALLMENT"));
        }
        app.days(7);
        List<String> given =
                customers.stream().filter(one -> !app.coupons(one).isEmpty()).toList();
        assertThat(given).hasSize(3);
        app.orders(given.get(0), 120);
        app.days(32);

        JsonNode after = offerRow(offer);
        for (Map.Entry<String, Integer> count :
                Map.of("issued", 3, "won", 1, "lost", 2, "ignored", 0).entrySet()) {
            assertThat(after.get(count.getKey()).asInt()
                            - before.get(count.getKey()).asInt())
                    .as(count.getKey())
                    .isEqualTo(count.getValue());
        }
    }

    private JsonNode offerRow(String offer) {
        return TestApplication.list(app.get("/api/v1/insight/offers")).stream()
                .filter(row -> row.get("offer").asText().equals(offer))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void firstOrderThenFifteenSilentDaysThenSavedByALogin() {
        app.registers(customer, "APPLIANCE_STORE");
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
        assertThat(app.entries(customer, "MESSAGE_SENT"))
                .extracting(sent -> sent.at("/detail/template").asText())
                .containsExactly("guide-appliance-installment");
        app.logsIn(customer);
        app.orders(customer, 120);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");

        app.days(14);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        app.days(1);
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        assertThat(app.entries(customer, "churn-risk"))
                .singleElement()
                .satisfies(decision -> assertThat(
                                decision.at("/detail/outputs/0/churnReason").asText())
                        .isEqualTo("NO_LOGIN"));

        app.days(2);
        app.logsIn(customer);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.entries(customer, "RETENTION"))
                .first()
                .satisfies(move -> assertThat(move.at("/detail/cause").asText()).isEqualTo("saved"));
        assertThat(app.story(customer))
                .containsSubsequence(
                        "EVENT CUSTOMER_REGISTERED",
                        "STAGE ACQUISITION",
                        "STAGE ACTIVATION",
                        "EFFECT MESSAGE_QUEUED",
                        "STAGE RETENTION",
                        "DECISION churn-risk",
                        "STAGE CHURN_WARNING",
                        "DECISION churn-action",
                        "STAGE RETENTION");
    }

    @Test
    void silentThenRecalledThenFiftyPointsOnLoginThenWon() {
        app.registers(customer, "SEARCH");
        app.orders(customer, 200);
        app.days(15);
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        app.days(7);
        assertThat(app.stage(customer)).isEqualTo("RECALL");

        app.days(3);
        app.logsIn(customer);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.customer(customer).get("pointsBalance").asInt())
                .as("20 for the order, 50 for coming back")
                .isEqualTo(70);
        JsonNode points = app.get("/api/v1/customers/" + customer + "/points");
        assertThat(points.get("balance").asInt()).isEqualTo(70);

        app.logsIn(customer);
        assertThat(app.customer(customer).get("pointsBalance").asInt())
                .as("the promise is kept once")
                .isEqualTo(70);

        app.days(4);
        app.orders(customer, 90);
        assertThat(app.entries(customer, "OFFER_WON")).hasSize(1);
        assertThat(app.customer(customer).get("journeys"))
                .as("nothing waits any more")
                .isEmpty();
    }

    @Test
    void silenceClimbsTwoStepsAndThenTheCustomerIsLostUntilComingBack() {
        app.registers(customer, "SEARCH");
        app.orders(customer, 200);
        app.days(22);
        assertThat(app.stage(customer)).isEqualTo("RECALL");
        app.days(41);
        assertThat(app.stage(customer)).isEqualTo("RECALL");
        assertThat(app.entries(customer, "recall-offer")).hasSize(3);
        app.days(1);
        assertThat(app.stage(customer)).isEqualTo("LOST");
        assertThat(app.entries(customer, "LOST")).hasSize(1);
        assertThat(app.coupons(customer)).isNotEmpty();

        app.logsIn(customer);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.entries(customer, "RETENTION"))
                .first()
                .satisfies(move -> assertThat(move.at("/detail/cause").asText()).isEqualTo("came back"));
    }

    @Test
    void applianceViewerGetsTwoCouponsOnDaySevenAndIsLostOnDayThirty() {
        app.registers(customer, "PHONE_STORE");
        app.happens(customer, "PAGE_VIEWED", Map.of("category", "APPLIANCE", "page", "INSTALLMENT"));
        app.days(6);
        assertThat(app.coupons(customer)).isEmpty();
        app.days(1);
        assertThat(app.coupons(customer))
                .extracting(coupon -> coupon.get("type").asText() + " "
                        + coupon.get("value").decimalValue().intValue())
                .containsExactlyInAnyOrder("CASH_OFF 200", "INTEREST_FREE 3");
        assertThat(app.tier(customer)).isEqualTo("POTENTIAL");
        app.days(22);
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
        app.days(1);
        assertThat(app.stage(customer)).isEqualTo("LOST");
        assertThat(app.entries(customer, "LOST"))
                .singleElement()
                .satisfies(move -> assertThat(move.at("/detail/cause").asText()).isEqualTo("never activated"));
        assertThat(app.entries(customer, "MESSAGE_SENT"))
                .extracting(sent -> sent.at("/detail/template").asText())
                .contains("guide-trade-in", "activation-offer", "activation-reminder");
        app.logsIn(customer);
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
        app.orders(customer, 10);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
    }

    @Test
    void oneJumpOverTwoMonthsCountsEveryTimerFromTheOneBefore() {
        app.registers(customer, "SEARCH");
        long reviews = reviews();
        app.jump("P60D");
        assertThat(app.stage(customer)).isEqualTo("LOST");
        assertThat(reviews() - reviews)
                .as("each 02:00 passed makes one review, the latest only")
                .isEqualTo(1);
    }

    @Test
    void ofTwoReviewsStartedAtOnceOnlyOneRuns() {
        app.registers(customer, "SEARCH");
        long before = reviews();
        for (int i = 0; i < 2; i++) {
            app.expect(
                    200,
                    app.call(
                            "service",
                            HttpMethod.POST,
                            "/engine-rest/process-definition/key/nightly-review/start",
                            Map.of()));
        }
        app.settle();

        assertThat(reviews() - before).isEqualTo(1);
        assertThat(app.jdbc()
                        .sql("select count(*) from ACT_HI_ACTINST where ACT_ID_ = 'EndEvent_AnotherReviewRuns'")
                        .query(Long.class)
                        .single())
                .as("reviews that found another")
                .isEqualTo(1);
        long customers = app.jdbc()
                .sql("select count(*) from customer where erased_at is null")
                .query(Long.class)
                .single();
        for (String metric : List.of("perennial.review.customers", "perennial.review.done")) {
            assertThat(app.get("/actuator/metrics/" + metric)
                            .at("/measurements/0/value")
                            .asLong())
                    .as(metric)
                    .isEqualTo(customers);
        }
    }

    private long reviews() {
        return app.jdbc().sql("select count(*) from review").query(Long.class).single();
    }

    @Test
    void twoOverdueBillsFreezeCreditUntilTwoBillsInARowAreOnTime() {
        app.registers(customer, "SEARCH");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "B", "limit", 8000));
        assertThat(app.customer(customer).at("/credit/limit").asInt()).isEqualTo(8000);
        overdue("bill-1");
        overdue("bill-2");
        assertThat(app.tier(customer)).isEqualTo("RISK");
        assertThat(app.customer(customer).at("/credit/frozen").asBoolean()).isTrue();
        assertThat(app.customer(customer).at("/credit/limit").asInt())
                .as("never simply cut off")
                .isEqualTo(8000);

        JsonNode call = app.tasks("customer-service", customer).get(0);
        assertThat(call.get("name").asText()).isEqualTo("Hardship callback");
        app.expect(204, app.complete("customer-service", call, Map.of("outcome", "HARDSHIP", "note", "lost the job")));
        assertThat(app.entries(customer, "CALLBACK_DONE")).singleElement().satisfies(done -> {
            assertThat(done.at("/detail/outcome").asText()).isEqualTo("HARDSHIP");
            assertThat(done.at("/detail/userId").asText()).isEqualTo("customer-service");
        });
        assertThat(app.entries(customer, "MESSAGE_QUEUED"))
                .extracting(message -> message.at("/detail/template").asText())
                .contains("repayment-plan");
        JsonNode review = app.tasks("risk", customer).get(0);
        assertThat(review.get("name").asText()).isEqualTo("Review the freeze");
        app.expect(400, app.complete("risk", review, Map.of("note", "nothing decided")));
        app.expect(204, app.complete("risk", review, Map.of("creditFrozen", true)));

        app.days(20);
        repaid("bill-3");
        assertThat(app.customer(customer).at("/credit/frozen").asBoolean()).isTrue();
        app.days(30);
        repaid("bill-4");
        assertThat(app.customer(customer).at("/credit/frozen").asBoolean()).isFalse();
        assertThat(app.tier(customer)).isNotEqualTo("RISK");
        assertThat(app.story(customer))
                .containsSubsequence(
                        "TIER RISK", "EFFECT CREDIT_FROZEN", "EFFECT CALLBACK_CREATED", "EFFECT CREDIT_UNFROZEN");
    }

    private void overdue(String bill) {
        app.happens(
                customer,
                "REPAYMENT_OVERDUE",
                Map.of(
                        "billId",
                        bill,
                        "amount",
                        100,
                        "dueOn",
                        app.today().minusDays(3).toString()));
    }

    private void repaid(String bill) {
        app.happens(
                customer,
                "REPAYMENT_MADE",
                Map.of(
                        "billId",
                        bill,
                        "amount",
                        100,
                        "dueOn",
                        app.today().plusDays(3).toString()));
    }

    @Test
    void aValuableCustomerGetsBenefitsAndALargeRaiseWaitsForApproval() {
        registeredLongAgoAndSpending();
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", 150_000));
        assertThat(app.tier(customer)).isEqualTo("HIGH_VALUE");
        assertThat(app.entries(customer, "BENEFIT_GRANTED"))
                .extracting(granted -> granted.at("/detail/benefit").asText())
                .contains("RATE_DISCOUNT", "SERVICE_CHANNEL", "FEE_FREE_EARLY_REPAYMENT");
        assertThat(app.customer(customer).at("/credit/limit").asInt()).isEqualTo(150_000);
        JsonNode approval = app.tasks("risk", customer).get(0);
        app.expect(204, app.complete("risk", approval, Map.of("limitApproved", true)));
        assertThat(app.customer(customer).at("/credit/limit").asInt()).isEqualTo(180_000);
    }

    @Test
    void aSilentValuableCustomerIsCalledAndTheOutcomeIsOnTheTimeline() {
        registeredLongAgoAndSpending();
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", 20_000));
        app.logsIn(customer);
        assertThat(app.tier(customer)).isEqualTo("HIGH_VALUE");
        app.days(15);
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        JsonNode call = app.tasks("customer-service", customer).get(0);
        assertThat(call.get("due").isNull()).isFalse();

        assertThat(app.complete("customer-service", call, Map.of("outcome", "PERHAPS"))
                        .getStatusCode()
                        .is4xxClientError())
                .isTrue();
        assertThat(app.tasks("customer-service", customer)).hasSize(1);
        app.expect(204, app.complete("customer-service", call, Map.of("outcome", "NOT_REACHED")));
        JsonNode again = app.tasks("customer-service", customer).get(0);
        assertThat(again.get("id")).isNotEqualTo(call.get("id"));
        app.expect(
                204, app.complete("customer-service", again, Map.of("outcome", "WILL_RETURN", "note", "on holiday")));
        assertThat(app.entries(customer, "CALLBACK_DONE"))
                .extracting(done -> done.at("/detail/outcome").asText())
                .containsExactly("WILL_RETURN", "NOT_REACHED");
        assertThat(app.tasks("customer-service", customer)).isEmpty();
    }

    private void registeredLongAgoAndSpending() {
        Instant now = app.now();
        app.send(List.of(TestApplication.event(
                customer + "-r",
                "CUSTOMER_REGISTERED",
                customer,
                now.minus(500, ChronoUnit.DAYS),
                Map.of("channel", "SEARCH"))));
        for (int month = 0; month <= 12; month++) {
            app.send(List.of(TestApplication.event(
                    customer + "-o" + month,
                    "ORDER_PLACED",
                    customer,
                    now.minus(30L * month, ChronoUnit.DAYS),
                    Map.of("orderId", "o" + month, "amount", 9000, "category", "PHONE"))));
        }
        app.settle();
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
    }

    @Test
    void fromAnInstallmentPageToAnOrderToPointsToALevelToItsBenefits() {
        app.registers(customer, "APPLIANCE_STORE");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A", "limit", 20_000));
        app.happens(
                customer,
                "PAGE_VIEWED",
                Map.of("category", "APPLIANCE", "page", "INSTALLMENT", "product", "refrigerator-500", "seconds", 40));
        assertThat(app.customer(customer).get("tags"))
                .extracting(tag -> tag.get("tag").asText())
                .contains("need:appliance-installment");
        app.days(7);
        assertThat(app.tier(customer)).isEqualTo("POTENTIAL");
        JsonNode coupon = app.coupons(customer).stream()
                .filter(issued -> issued.get("type").asText().equals("CASH_OFF"))
                .findFirst()
                .orElseThrow();

        Map<String, Object> purchase =
                Map.of("customerId", customer, "category", "APPLIANCE", "product", "refrigerator-500", "price", 10_999);
        JsonNode plan = TestApplication.list(
                        app.expect(200, app.call("service", HttpMethod.POST, "/api/v1/mall/quotes", purchase))
                                .get("plans"))
                .stream()
                .filter(offered -> offered.get("periods").asInt() == 12)
                .findFirst()
                .orElseThrow();
        assertThat(plan.get("couponId")).isEqualTo(coupon.get("couponId"));
        assertThat(plan.get("principal").decimalValue()).isEqualByComparingTo("10799");
        assertThat(plan.get("apr").decimalValue()).isEqualByComparingTo("0");

        Map<String, Object> application = new java.util.HashMap<>(purchase);
        application.putAll(Map.of(
                "applicationId",
                "life-" + customer,
                "periods",
                12,
                "couponId",
                plan.get("couponId").asText()));
        JsonNode approved =
                app.expect(200, app.call("service", HttpMethod.POST, "/api/v1/mall/applications", application));
        assertThat(approved.get("status").asText()).isEqualTo("APPROVED");
        app.settle();

        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.customer(customer).get("journeys"))
                .as("activation is over")
                .isEmpty();
        assertThat(app.customer(customer).at("/credit/used").decimalValue()).isEqualByComparingTo("10799");
        assertThat(app.customer(customer).get("pointsBalance").asInt()).isEqualTo(1079);
        assertThat(app.customer(customer).get("memberLevel").asText()).isEqualTo("SILVER");
        app.orders(customer, 9_300);
        assertThat(app.customer(customer).get("memberLevel").asText()).isEqualTo("GOLD");
        assertThat(app.entries(customer, "BENEFIT_GRANTED"))
                .extracting(granted -> granted.at("/detail/benefit").asText())
                .contains("FESTIVAL_GIFT");
        assertThat(app.story(customer))
                .containsSubsequence(
                        "EVENT PAGE_VIEWED",
                        "TIER POTENTIAL",
                        "EFFECT COUPON_ISSUED",
                        "EFFECT COUPON_RESERVED",
                        "EFFECT COUPON_REDEEMED",
                        "EFFECT POINTS_EARNED",
                        "EFFECT LEVEL_CHANGED",
                        "EFFECT BENEFIT_GRANTED");
    }

    @Test
    void aDoubtfulChannelIsReviewedByRiskBeforeTheCustomerIsTaken() {
        String channel = "DOUBTFUL_" + customer;
        app.expect(
                200,
                app.call(
                        "operations",
                        org.springframework.http.HttpMethod.PUT,
                        "/api/v1/channels/" + channel + "/costs/" + app.today(),
                        Map.of("cost", 900_000, "clicks", 100)));
        for (int n = 0; n < 25; n++) {
            app.registers(customer + n, channel);
        }
        app.registers(customer, channel);
        JsonNode review = app.tasks("risk", customer).get(0);
        assertThat(app.stage(customer)).isEqualTo("ACQUISITION");
        app.expect(204, app.complete("risk", review, Map.of("registrationAccepted", true)));
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
    }
}

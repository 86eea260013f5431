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

/** Lives that walk dated days across all journeys, told over HTTP. */
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
    private TestApplication house;

    private String customer;

    @BeforeEach
    void aMorning(TestInfo test) {
        customer = "c" + Integer.toHexString(test.getDisplayName().hashCode());
        house.settle();
        Instant next = house.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        house.now(next.plus(2, ChronoUnit.HOURS).toString());
    }

    @Test
    void eachCouponGivenToBringAFirstOrderIsAnsweredOnceAndOnesNotGivenAreNot() {
        String offer = "trade-in-100-off";
        JsonNode before = offerRow(offer);
        List<String> customers = List.of(customer + "-1", customer + "-2", customer + "-3", customer + "-4");
        house.expect(
                200,
                house.call(
                        "operations",
                        HttpMethod.PUT,
                        "/api/v1/offers/" + offer + "/budget",
                        Map.of("count", before.get("budgetCountUsed").asInt() + 3, "amount", 10_000)));
        for (String one : customers) {
            house.registers(one, "SEARCH");
            house.happens(one, "PAGE_VIEWED", Map.of("category", "PHONE", "page", "INSTALLMENT"));
        }
        house.days(7);
        List<String> given =
                customers.stream().filter(one -> !house.coupons(one).isEmpty()).toList();
        assertThat(given).hasSize(3);
        house.orders(given.get(0), 120);
        house.days(32);

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
        return TestApplication.list(house.get("/api/v1/insight/offers")).stream()
                .filter(row -> row.get("offer").asText().equals(offer))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void firstOrderThenFifteenSilentDaysThenSavedByALogin() {
        house.registers(customer, "APPLIANCE_STORE");
        assertThat(house.stage(customer)).isEqualTo("ACTIVATION");
        assertThat(house.entries(customer, "MESSAGE_SENT"))
                .extracting(sent -> sent.at("/detail/template").asText())
                .containsExactly("guide-appliance-installment");
        house.logsIn(customer);
        house.orders(customer, 120);
        assertThat(house.stage(customer)).isEqualTo("RETENTION");

        house.days(14);
        assertThat(house.stage(customer)).isEqualTo("RETENTION");
        house.days(1);
        assertThat(house.stage(customer)).isEqualTo("CHURN_WARNING");
        assertThat(house.entries(customer, "churn-risk"))
                .singleElement()
                .satisfies(decision -> assertThat(
                                decision.at("/detail/outputs/0/churnReason").asText())
                        .isEqualTo("NO_LOGIN"));

        house.days(2);
        house.logsIn(customer);
        assertThat(house.stage(customer)).isEqualTo("RETENTION");
        assertThat(house.entries(customer, "RETENTION"))
                .first()
                .satisfies(move -> assertThat(move.at("/detail/cause").asText()).isEqualTo("saved"));
        assertThat(house.story(customer))
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
        house.registers(customer, "SEARCH");
        house.orders(customer, 200);
        house.days(15);
        assertThat(house.stage(customer)).isEqualTo("CHURN_WARNING");
        house.days(7);
        assertThat(house.stage(customer)).isEqualTo("RECALL");

        house.days(3);
        house.logsIn(customer);
        assertThat(house.stage(customer)).isEqualTo("RETENTION");
        assertThat(house.customer(customer).get("pointsBalance").asInt())
                .as("20 for the order, 50 for coming back")
                .isEqualTo(70);
        JsonNode points = house.get("/api/v1/customers/" + customer + "/points");
        assertThat(points.get("balance").asInt()).isEqualTo(70);

        house.logsIn(customer);
        assertThat(house.customer(customer).get("pointsBalance").asInt())
                .as("the promise is kept once")
                .isEqualTo(70);

        house.days(4);
        house.orders(customer, 90);
        assertThat(house.entries(customer, "OFFER_WON")).hasSize(1);
        assertThat(house.customer(customer).get("journeys"))
                .as("nothing waits any more")
                .isEmpty();
    }

    @Test
    void silenceClimbsTwoStepsAndThenTheCustomerIsLostUntilComingBack() {
        house.registers(customer, "SEARCH");
        house.orders(customer, 200);
        house.days(22);
        assertThat(house.stage(customer)).isEqualTo("RECALL");
        house.days(41);
        assertThat(house.stage(customer)).isEqualTo("RECALL");
        assertThat(house.entries(customer, "recall-offer")).hasSize(3);
        house.days(1);
        assertThat(house.stage(customer)).isEqualTo("LOST");
        assertThat(house.entries(customer, "LOST")).hasSize(1);
        assertThat(house.coupons(customer)).isNotEmpty();

        house.logsIn(customer);
        assertThat(house.stage(customer)).isEqualTo("RETENTION");
        assertThat(house.entries(customer, "RETENTION"))
                .first()
                .satisfies(move -> assertThat(move.at("/detail/cause").asText()).isEqualTo("came back"));
    }

    @Test
    void whoeverLookedAtAppliancesGetsTwoCouponsOnDaySevenAndIsGivenUpOnDayThirty() {
        house.registers(customer, "PHONE_STORE");
        house.happens(customer, "PAGE_VIEWED", Map.of("category", "APPLIANCE", "page", "INSTALLMENT"));
        house.days(6);
        assertThat(house.coupons(customer)).isEmpty();
        house.days(1);
        assertThat(house.coupons(customer))
                .extracting(coupon -> coupon.get("type").asText() + " "
                        + coupon.get("value").decimalValue().intValue())
                .containsExactlyInAnyOrder("CASH_OFF 200", "INTEREST_FREE 3");
        assertThat(house.tier(customer)).isEqualTo("POTENTIAL");
        house.days(22);
        assertThat(house.stage(customer)).isEqualTo("ACTIVATION");
        house.days(1);
        assertThat(house.stage(customer)).isEqualTo("LOST");
        assertThat(house.entries(customer, "LOST"))
                .singleElement()
                .satisfies(move -> assertThat(move.at("/detail/cause").asText()).isEqualTo("never activated"));
        assertThat(house.entries(customer, "MESSAGE_SENT"))
                .extracting(sent -> sent.at("/detail/template").asText())
                .contains("guide-trade-in", "activation-offer", "activation-reminder");
        house.logsIn(customer);
        assertThat(house.stage(customer)).isEqualTo("ACTIVATION");
        house.orders(customer, 10);
        assertThat(house.stage(customer)).isEqualTo("RETENTION");
    }

    @Test
    void oneJumpOverTwoMonthsCountsEveryTimerFromTheOneBefore() {
        house.registers(customer, "SEARCH");
        long reviews = reviews();
        house.jump("P60D");
        assertThat(house.stage(customer)).isEqualTo("LOST");
        assertThat(reviews() - reviews)
                .as("each 02:00 passed makes one review, the latest only")
                .isEqualTo(1);
    }

    @Test
    void ofTwoReviewsBegunAtOnceOnlyOneLooksAtTheCustomers() {
        house.registers(customer, "SEARCH");
        long before = reviews();
        for (int i = 0; i < 2; i++) {
            house.expect(
                    200,
                    house.call(
                            "service",
                            HttpMethod.POST,
                            "/engine-rest/process-definition/key/nightly-review/start",
                            Map.of()));
        }
        house.settle();

        assertThat(reviews() - before).isEqualTo(1);
        assertThat(house.jdbc()
                        .sql("select count(*) from ACT_HI_ACTINST where ACT_ID_ = 'EndEvent_AnotherReviewRuns'")
                        .query(Long.class)
                        .single())
                .as("reviews that found another")
                .isEqualTo(1);
        long customers = house.jdbc()
                .sql("select count(*) from customer where erased_at is null")
                .query(Long.class)
                .single();
        for (String told : List.of("perennial.review.customers", "perennial.review.done")) {
            assertThat(house.get("/actuator/metrics/" + told)
                            .at("/measurements/0/value")
                            .asLong())
                    .as(told)
                    .isEqualTo(customers);
        }
    }

    private long reviews() {
        return house.jdbc().sql("select count(*) from review").query(Long.class).single();
    }

    @Test
    void twoOverdueBillsFreezeCreditUntilTwoBillsInARowAreOnTime() {
        house.registers(customer, "SEARCH");
        house.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "B", "limit", 8000));
        assertThat(house.customer(customer).at("/credit/limit").asInt()).isEqualTo(8000);
        overdue("bill-1");
        overdue("bill-2");
        assertThat(house.tier(customer)).isEqualTo("RISK");
        assertThat(house.customer(customer).at("/credit/frozen").asBoolean()).isTrue();
        assertThat(house.customer(customer).at("/credit/limit").asInt())
                .as("never simply cut off")
                .isEqualTo(8000);

        JsonNode call = house.tasks("customer-service", customer).get(0);
        assertThat(call.get("name").asText()).isEqualTo("Hardship callback");
        house.expect(
                204, house.complete("customer-service", call, Map.of("outcome", "HARDSHIP", "note", "lost the job")));
        assertThat(house.entries(customer, "CALLBACK_DONE")).singleElement().satisfies(done -> {
            assertThat(done.at("/detail/outcome").asText()).isEqualTo("HARDSHIP");
            assertThat(done.at("/detail/userId").asText()).isEqualTo("customer-service");
        });
        assertThat(house.entries(customer, "MESSAGE_QUEUED"))
                .extracting(message -> message.at("/detail/template").asText())
                .contains("repayment-plan");
        JsonNode review = house.tasks("risk", customer).get(0);
        assertThat(review.get("name").asText()).isEqualTo("Review the freeze");
        house.expect(400, house.complete("risk", review, Map.of("note", "nothing decided")));
        house.expect(204, house.complete("risk", review, Map.of("creditFrozen", true)));

        house.days(20);
        repaid("bill-3");
        assertThat(house.customer(customer).at("/credit/frozen").asBoolean()).isTrue();
        house.days(30);
        repaid("bill-4");
        assertThat(house.customer(customer).at("/credit/frozen").asBoolean()).isFalse();
        assertThat(house.tier(customer)).isNotEqualTo("RISK");
        assertThat(house.story(customer))
                .containsSubsequence(
                        "TIER RISK", "EFFECT CREDIT_FROZEN", "EFFECT CALLBACK_CREATED", "EFFECT CREDIT_UNFROZEN");
    }

    private void overdue(String bill) {
        house.happens(
                customer,
                "REPAYMENT_OVERDUE",
                Map.of(
                        "billId",
                        bill,
                        "amount",
                        100,
                        "dueOn",
                        house.today().minusDays(3).toString()));
    }

    private void repaid(String bill) {
        house.happens(
                customer,
                "REPAYMENT_MADE",
                Map.of(
                        "billId",
                        bill,
                        "amount",
                        100,
                        "dueOn",
                        house.today().plusDays(3).toString()));
    }

    @Test
    void aValuableCustomerGetsBenefitsAndALargeRaiseWaitsForApproval() {
        registeredLongAgoAndSpending();
        house.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", 150_000));
        assertThat(house.tier(customer)).isEqualTo("HIGH_VALUE");
        assertThat(house.entries(customer, "BENEFIT_GRANTED"))
                .extracting(granted -> granted.at("/detail/benefit").asText())
                .contains("RATE_DISCOUNT", "SERVICE_CHANNEL", "FEE_FREE_EARLY_REPAYMENT");
        assertThat(house.customer(customer).at("/credit/limit").asInt()).isEqualTo(150_000);
        JsonNode approval = house.tasks("risk", customer).get(0);
        house.expect(204, house.complete("risk", approval, Map.of("limitApproved", true)));
        assertThat(house.customer(customer).at("/credit/limit").asInt()).isEqualTo(180_000);
    }

    @Test
    void aSilentValuableCustomerIsCalledAndTheOutcomeIsOnTheTimeline() {
        registeredLongAgoAndSpending();
        house.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", 20_000));
        house.logsIn(customer);
        assertThat(house.tier(customer)).isEqualTo("HIGH_VALUE");
        house.days(15);
        assertThat(house.stage(customer)).isEqualTo("CHURN_WARNING");
        JsonNode call = house.tasks("customer-service", customer).get(0);
        assertThat(call.get("due").isNull()).isFalse();

        assertThat(house.complete("customer-service", call, Map.of("outcome", "PERHAPS"))
                        .getStatusCode()
                        .is4xxClientError())
                .isTrue();
        assertThat(house.tasks("customer-service", customer)).hasSize(1);
        house.expect(204, house.complete("customer-service", call, Map.of("outcome", "NOT_REACHED")));
        JsonNode again = house.tasks("customer-service", customer).get(0);
        assertThat(again.get("id")).isNotEqualTo(call.get("id"));
        house.expect(
                204, house.complete("customer-service", again, Map.of("outcome", "WILL_RETURN", "note", "on holiday")));
        assertThat(house.entries(customer, "CALLBACK_DONE"))
                .extracting(done -> done.at("/detail/outcome").asText())
                .containsExactly("WILL_RETURN", "NOT_REACHED");
        assertThat(house.tasks("customer-service", customer)).isEmpty();
    }

    private void registeredLongAgoAndSpending() {
        Instant now = house.now();
        house.send(List.of(TestApplication.event(
                customer + "-r",
                "CUSTOMER_REGISTERED",
                customer,
                now.minus(500, ChronoUnit.DAYS),
                Map.of("channel", "SEARCH"))));
        for (int month = 0; month <= 12; month++) {
            house.send(List.of(TestApplication.event(
                    customer + "-o" + month,
                    "ORDER_PLACED",
                    customer,
                    now.minus(30L * month, ChronoUnit.DAYS),
                    Map.of("orderId", "o" + month, "amount", 9000, "category", "PHONE"))));
        }
        house.settle();
        assertThat(house.stage(customer)).isEqualTo("RETENTION");
    }

    @Test
    void fromAnInstallmentPageToAnOrderToPointsToALevelToItsBenefits() {
        house.registers(customer, "APPLIANCE_STORE");
        house.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A", "limit", 20_000));
        house.happens(
                customer,
                "PAGE_VIEWED",
                Map.of("category", "APPLIANCE", "page", "INSTALLMENT", "product", "refrigerator-500", "seconds", 40));
        assertThat(house.customer(customer).get("tags"))
                .extracting(tag -> tag.get("tag").asText())
                .contains("need:appliance-installment");
        house.days(7);
        assertThat(house.tier(customer)).isEqualTo("POTENTIAL");
        JsonNode coupon = house.coupons(customer).stream()
                .filter(issued -> issued.get("type").asText().equals("CASH_OFF"))
                .findFirst()
                .orElseThrow();

        Map<String, Object> purchase =
                Map.of("customerId", customer, "category", "APPLIANCE", "product", "refrigerator-500", "price", 10_999);
        JsonNode plan = TestApplication.list(
                        house.expect(200, house.call("service", HttpMethod.POST, "/api/v1/mall/quotes", purchase))
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
                house.expect(200, house.call("service", HttpMethod.POST, "/api/v1/mall/applications", application));
        assertThat(approved.get("status").asText()).isEqualTo("APPROVED");
        house.settle();

        assertThat(house.stage(customer)).isEqualTo("RETENTION");
        assertThat(house.customer(customer).get("journeys"))
                .as("activation is over")
                .isEmpty();
        assertThat(house.customer(customer).at("/credit/used").decimalValue()).isEqualByComparingTo("10799");
        assertThat(house.customer(customer).get("pointsBalance").asInt()).isEqualTo(1079);
        assertThat(house.customer(customer).get("memberLevel").asText()).isEqualTo("SILVER");
        house.orders(customer, 9_300);
        assertThat(house.customer(customer).get("memberLevel").asText()).isEqualTo("GOLD");
        assertThat(house.entries(customer, "BENEFIT_GRANTED"))
                .extracting(granted -> granted.at("/detail/benefit").asText())
                .contains("FESTIVAL_GIFT");
        assertThat(house.story(customer))
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
        house.expect(
                200,
                house.call(
                        "operations",
                        org.springframework.http.HttpMethod.PUT,
                        "/api/v1/channels/" + channel + "/costs/" + house.today(),
                        Map.of("cost", 900_000, "clicks", 100)));
        for (int n = 0; n < 25; n++) {
            house.registers(customer + n, channel);
        }
        house.registers(customer, channel);
        JsonNode review = house.tasks("risk", customer).get(0);
        assertThat(house.stage(customer)).isEqualTo("ACQUISITION");
        house.expect(204, house.complete("risk", review, Map.of("registrationAccepted", true)));
        assertThat(house.stage(customer)).isEqualTo("ACTIVATION");
    }
}

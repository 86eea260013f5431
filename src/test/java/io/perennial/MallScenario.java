package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** Quotes, applications, bills and points as a shop sees them, over HTTP. */
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
abstract class MallScenario {

    private static final String APPLICATIONS = "/api/v1/mall/applications";

    @Autowired
    private TestApplication app;

    private String customer;

    @BeforeEach
    void advanceToNextMorning(TestInfo test) {
        customer = "m" + Integer.toHexString(test.getDisplayName().hashCode());
        app.settle();
        app.now(app.now()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(1, ChronoUnit.DAYS)
                .plus(2, ChronoUnit.HOURS)
                .toString());
    }

    @AfterEach
    void ledgersAgree() {
        assertThat(app.get("/api/v1/ledger/check").get("differences")).isEmpty();
    }

    // Quotes
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void applianceFromTenThousandIsInterestFreeWithFreeInstallation() {
        createBuyer("A", 20_000);

        JsonNode plan = plan(quote("APPLIANCE", "10000.00"), 12);
        assertThat(plan.get("totalInterest").decimalValue()).isEqualByComparingTo("0");
        assertThat(plan.get("totalFee").decimalValue()).isEqualByComparingTo("0");
        assertThat(plan.get("apr").decimalValue()).isEqualByComparingTo("0");
        assertThat(plan.get("monthlyPayment").decimalValue()).isEqualByComparingTo("833.33");
        assertThat(plan.get("perks")).extracting(JsonNode::asText).containsExactly("FREE_INSTALLATION");
        assertThat(sum(plan.get("schedule"), "principal")).isEqualByComparingTo("10000.00");
        assertThat(plan.at("/schedule/0/dueOn").asText())
                .isEqualTo(app.today().plusMonths(1).toString());

        JsonNode below = plan(quote("APPLIANCE", "9999.99"), 12);
        assertThat(below.get("totalInterest").decimalValue()).isPositive();
        assertThat(below.get("perks")).isEmpty();
        assertThat(below.get("apr").decimalValue()).isEqualByComparingTo("7.20");
    }

    @Test
    void fashionStartsAtOneHundredAndPhonesOfferTradeIn() {
        createBuyer("A", 20_000);

        assertThat(quote("FASHION", "99.99").get("plans")).isEmpty();
        assertThat(quote("FASHION", "100.00").get("plans")).hasSize(4);
        assertThat(plan(quote("FASHION", "100"), 3).at("/perks/0").asText()).isEqualTo("NEW_PRODUCT_PRIORITY");
        assertThat(plan(quote("PHONE", "5999"), 6).at("/perks/0").asText()).isEqualTo("TRADE_IN");
        refused(422, "NO_SUCH_PLAN", apply("f-" + customer, "FASHION", "99.99", 3, null));
        refused(422, "NO_SUCH_PLAN", apply("f-" + customer, "PHONE", "1000", 5, null));
    }

    @Test
    void quoteShowsEligibilityOfEachPlan() {
        createBuyer("A", 10_000);

        assertThat(plan(quote("PHONE", "8000"), 3).get("eligibility").asText()).isEqualTo("APPROVE");
        assertThat(plan(quote("PHONE", "8000.01"), 3).get("eligibility").asText())
                .isEqualTo("REVIEW");
        JsonNode over = plan(quote("PHONE", "10000.01"), 3);
        assertThat(over.get("eligibility").asText()).isEqualTo("DECLINE");
        assertThat(over.get("reasonCode").asText()).isEqualTo("OVER_LIMIT");
        assertThat(over.get("reason").asText()).contains("limit");
    }

    @Test
    void quoteUsesTheCouponThatSavesMost() {
        createBuyerWithCoupons();

        JsonNode plan = plan(quote("APPLIANCE", "2000"), 3);
        assertThat(plan.get("couponId").asText())
                .isEqualTo(coupon("CASH_OFF").get("couponId").asText());
        assertThat(plan.get("principal").decimalValue()).isEqualByComparingTo("1800");
        assertThat(sum(plan.get("schedule"), "principal")).isEqualByComparingTo("1800");
        JsonNode phone = plan(quote("PHONE", "2000"), 3);
        assertThat(phone.get("couponId").asText())
                .isEqualTo(coupon("INTEREST_FREE").get("couponId").asText());
        assertThat(phone.get("totalInterest").decimalValue()).isEqualByComparingTo("0");
        assertThat(phone.get("apr").decimalValue()).isEqualByComparingTo("0");
    }

    @Test
    void quoteNeedsAKnownCustomerAndAValidPrice() {
        refused(404, "UNKNOWN_CUSTOMER", post("/api/v1/mall/quotes", request("nobody-here", "PHONE", "100")));
        for (String price : List.of("0", "-1", "1.234", "1000000.01")) {
            refused(400, "INVALID", post("/api/v1/mall/quotes", request(customer, "PHONE", price)));
        }
        refused(400, "INVALID", post("/api/v1/mall/quotes", request(customer, "", "100")));
        refused(400, "INVALID", apply("no id", "PHONE", "100", 3, null));
    }

    // Applications
    // -------------------------------------------------------------------------------------------------------

    /** Ids chosen by senders of events do not collide with those of the mall. */
    @Test
    void eventIdLikeAMallOrderDoesNotBlockAnApplication() {
        createBuyer("A", 10_000);
        for (String eventId : List.of("mall-x-" + customer, "x-" + customer)) {
            app.send(List.of(TestApplication.event(eventId, "LOGGED_IN", customer, app.now(), Map.of())));
        }

        JsonNode application = ok(apply("x-" + customer, "PHONE", "1000", 3, null));

        assertThat(application.get("status").asText()).isEqualTo("APPROVED");
        assertThat(app.entries(customer, "ORDER_PLACED"))
                .singleElement()
                .satisfies(order ->
                        assertThat(order.at("/detail/data/orderId").asText()).isEqualTo("mall-x-" + customer));
        assertThat(ok(apply("x-" + customer, "PHONE", "1000", 3, null))).isEqualTo(application);
    }

    @Test
    void eligibleApplicationIsApprovedAtOnceAndPlacesItsOrder() {
        createBuyer("A", 10_000);

        JsonNode application = ok(apply("a-" + customer, "PHONE", "6000", 6, null));
        assertThat(application.get("status").asText()).isEqualTo("APPROVED");
        assertThat(application.get("orderId").asText()).isEqualTo("mall-a-" + customer);
        assertThat(application.get("schedule")).hasSize(6);
        assertThat(used()).isEqualByComparingTo("6000");
        assertThat(ok(apply("a-" + customer, "PHONE", "6000.00", 6, null)))
                .as("the same again")
                .isEqualTo(application);
        refused(409, "KEY_REUSED", apply("a-" + customer, "PHONE", "6000", 9, null));
        app.settle();
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.customer(customer).at("/facts/orderCount").asInt()).isEqualTo(1);
        assertThat(app.entries(customer, "ORDER_PLACED")).hasSize(1);
    }

    @Test
    void overLimitGradeDAndFrozenCreditAreDeclinedWithAReason() {
        createBuyer("A", 10_000);

        JsonNode over = ok(apply("o-" + customer, "PHONE", "10000.01", 6, null));
        assertThat(over.get("status").asText()).isEqualTo("DECLINED");
        assertThat(over.get("reasonCode").asText()).isEqualTo("OVER_LIMIT");
        assertThat(over.get("reason").asText()).isNotBlank();
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "D"));
        assertThat(ok(apply("d-" + customer, "PHONE", "100", 6, null))
                        .get("reasonCode")
                        .asText())
                .isEqualTo("GRADE_D");
        overdue("x1");
        overdue("x2");
        assertThat(ok(apply("r-" + customer, "PHONE", "100", 6, null))
                        .get("reasonCode")
                        .asText())
                .isEqualTo("FROZEN");
        assertThat(used()).isEqualByComparingTo("0");
    }

    @Test
    void largeShareIsReviewedAndHoldsLimitAndCoupon() {
        createBuyerWithCoupons();
        String coupon = coupon("CASH_OFF").get("couponId").asText();

        JsonNode application = ok(apply("v-" + customer, "APPLIANCE", "4900", 6, coupon));
        assertThat(application.get("status").asText()).isEqualTo("IN_REVIEW");
        assertThat(application.get("reasonCode").asText()).isEqualTo("LARGE_SHARE");
        assertThat(used()).isEqualByComparingTo("4700");
        assertThat(coupon("CASH_OFF").get("state").asText()).isEqualTo("RESERVED");
        assertThat(ok(apply("w-" + customer, "PHONE", "100", 6, null))
                        .get("reasonCode")
                        .asText())
                .isEqualTo("OTHER_IN_REVIEW");

        JsonNode task = app.tasks("risk", customer).get(0);
        assertThat(task.get("name").asText()).isEqualTo("Review application");
        assertThat(app.complete("risk", task, Map.of()).getStatusCode().is4xxClientError())
                .as("without a decision")
                .isTrue();
        app.expect(204, app.complete("risk", task, Map.of("applicationApproved", true)));
        assertThat(status("v-" + customer)).isEqualTo("APPROVED");
        assertThat(coupon("CASH_OFF").get("state").asText()).isEqualTo("REDEEMED");
        assertThat(coupon("CASH_OFF").get("orderId").asText()).isEqualTo("mall-v-" + customer);
        assertThat(used()).isEqualByComparingTo("4700");
    }

    @Test
    void refusedTimedOutAndCancelledReviewsReleaseEverything() {
        createBuyerWithCoupons();
        String coupon = coupon("CASH_OFF").get("couponId").asText();

        ok(apply("1-" + customer, "APPLIANCE", "4900", 6, coupon));
        JsonNode task = app.tasks("risk", customer).get(0);
        app.expect(204, app.complete("risk", task, Map.of("applicationApproved", false)));
        assertReleased("1-" + customer, "NOT_APPROVED");

        ok(apply("2-" + customer, "APPLIANCE", "4900", 6, coupon));
        app.jump("PT47H");
        assertThat(status("2-" + customer)).isEqualTo("IN_REVIEW");
        app.jump("PT1H");
        assertReleased("2-" + customer, "TIMED_OUT");

        ok(apply("3-" + customer, "APPLIANCE", "4900", 6, coupon));
        ok(post(APPLICATIONS + "/3-" + customer + "/cancellations", Map.of()));
        assertReleased("3-" + customer, "CANCELLED");
        assertThat(app.tasks("risk", customer)).isEmpty();
        ok(post(APPLICATIONS + "/3-" + customer + "/cancellations", Map.of()));

        ok(apply("4-" + customer, "APPLIANCE", "1000", 6, coupon));
        refused(409, "ALREADY_APPROVED", post(APPLICATIONS + "/4-" + customer + "/cancellations", Map.of()));
        refused(404, "UNKNOWN_APPLICATION", post(APPLICATIONS + "/5-" + customer + "/cancellations", Map.of()));
    }

    @Test
    void riskIsCheckedAgainAtTheApproval() {
        createBuyer("C", 10_000);
        ok(apply("k-" + customer, "PHONE", "1000", 6, null));
        assertThat(status("k-" + customer)).isEqualTo("IN_REVIEW");
        overdue("y1");
        overdue("y2");

        JsonNode task = app.tasks("risk", customer).stream()
                .filter(open -> open.get("name").asText().equals("Review application"))
                .findFirst()
                .orElseThrow();
        app.expect(204, app.complete("risk", task, Map.of("applicationApproved", true)));

        assertReleased("k-" + customer, "FROZEN");
    }

    @Test
    void applicationInReviewEndsWhenItsCustomerIsMergedOrErased() {
        createBuyer("C", 10_000);
        ok(apply("e-" + customer, "PHONE", "1000", 6, null));
        String survivor = customer + "-s";
        app.registers(survivor, "SEARCH");
        app.happens(customer, "CUSTOMERS_MERGED", Map.of("intoCustomerId", survivor));

        assertThat(ok(call(HttpMethod.GET, APPLICATIONS + "/e-" + customer, null))
                        .get("customerId")
                        .asText())
                .isEqualTo(survivor);
        assertThat(status("e-" + customer)).isEqualTo("DECLINED");
        assertThat(used()).isEqualByComparingTo("0");
        ok(apply("g-" + customer, "PHONE", "1000", 6, null));
        assertThat(status("g-" + customer)).as("under the old id").isEqualTo("IN_REVIEW");
        app.expect(204, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/" + survivor, null));
        assertThat(status("g-" + customer)).isEqualTo("DECLINED");
        refused(410, "ERASED", apply("h-" + customer, "PHONE", "1000", 6, null));
    }

    @Test
    void sixtyFourConcurrentApplicationsStayWithinTheLimit() throws Exception {
        createBuyer("A", 10_000);

        List<String> answers = EffectTestContext.atOnce(
                64,
                no -> ok(apply("race-" + customer + "-" + no, "PHONE", "700", 3, null))
                        .get("status")
                        .asText());

        assertThat(used()).isLessThanOrEqualTo(new BigDecimal("10000"));
        long held =
                answers.stream().filter(status -> !status.equals("DECLINED")).count();
        assertThat(used()).isEqualByComparingTo(new BigDecimal(700 * held));
        assertThat(held).as("700 of 10,000 each, the last of them in review").isEqualTo(14);
        app.settle();
        assertThat(app.entries(customer, "ORDER_PLACED"))
                .hasSize((int) answers.stream().filter("APPROVED"::equals).count());
    }

    @Test
    void sameApplicationSentConcurrentlyIsStoredOnce() throws Exception {
        createBuyer("A", 10_000);

        List<String> answers = EffectTestContext.atOnce(
                16,
                no -> ok(apply("same-" + customer, "PHONE", "700", 3, null))
                        .get("status")
                        .asText());

        assertThat(answers).containsOnly("APPROVED");
        assertThat(used()).isEqualByComparingTo("700");
    }

    // Bills
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void usedLimitFallsAsPrincipalIsRepaid() {
        createBuyer("A", 10_000);
        JsonNode bill = ok(apply("b-" + customer, "PHONE", "6000", 6, null)).at("/schedule/0");
        BigDecimal whole =
                bill.get("principal").decimalValue().add(bill.get("interest").decimalValue());

        repay(bill, bill.get("interest").decimalValue());
        assertThat(used()).as("interest is paid first").isEqualByComparingTo("6000");
        repay(bill, whole.subtract(bill.get("interest").decimalValue()));
        BigDecimal left = new BigDecimal("6000").subtract(bill.get("principal").decimalValue());
        assertThat(used()).isEqualByComparingTo(left);
        repay(bill, bill.get("interest").decimalValue());
        assertThat(used()).as("a bill is paid once: more pays the next one").isLessThan(left);
        JsonNode bills =
                ok(call(HttpMethod.GET, APPLICATIONS + "/b-" + customer, null)).get("schedule");
        assertThat(bills.at("/0/state").asText()).isEqualTo("PAID");
        app.happens(
                customer,
                "REPAYMENT_OVERDUE",
                Map.of(
                        "billId",
                        bills.at("/1/billId").asText(),
                        "amount",
                        10,
                        "dueOn",
                        bills.at("/1/dueOn").asText()));
        assertThat(ok(call(HttpMethod.GET, APPLICATIONS + "/b-" + customer, null))
                        .at("/schedule/1/state")
                        .asText())
                .isEqualTo("OVERDUE");
    }

    @Test
    void cancelledOrderReleasesLimitAndReversesPoints() {
        createBuyer("A", 10_000);
        ok(apply("c-" + customer, "PHONE", "6000", 6, null));
        assertThat(points()).isEqualTo(600);

        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "mall-c-" + customer));

        assertThat(used()).isEqualByComparingTo("0");
        assertThat(points()).isZero();
        JsonNode application = ok(call(HttpMethod.GET, APPLICATIONS + "/c-" + customer, null));
        assertThat(application.get("closedAs").asText()).isEqualTo("CANCELLED");
        refused(
                409,
                "NOT_RUNNING",
                post(APPLICATIONS + "/c-" + customer + "/early-repayments", Map.of("repaymentId", "er")));
    }

    @Test
    void earlyRepaymentCostsAFeeAndEndsThePlanOnce() {
        createBuyer("A", 10_000);
        ok(apply("p-" + customer, "PHONE", "6000", 6, null));
        String path = APPLICATIONS + "/p-" + customer + "/early-repayment";

        JsonNode quoted = ok(call(HttpMethod.GET, path, null));
        assertThat(quoted.get("principal").decimalValue()).isEqualByComparingTo("6000");
        assertThat(quoted.get("interest").decimalValue()).isEqualByComparingTo("36");
        assertThat(quoted.get("earlyFee").decimalValue()).isEqualByComparingTo("60");
        JsonNode paid = ok(post(path + "s", Map.of("repaymentId", "er-" + customer)));
        assertThat(paid).isEqualTo(quoted);
        assertThat(ok(post(path + "s", Map.of("repaymentId", "er-" + customer))))
                .isEqualTo(paid);
        refused(409, "NOT_RUNNING", post(path + "s", Map.of("repaymentId", "er2-" + customer)));
        assertThat(used()).isEqualByComparingTo("0");
    }

    @Test
    void feeFreeBenefitWaivesTheEarlyRepaymentFee() {
        createBuyer("A", 10_000);
        ok(apply("q-" + customer, "PHONE", "6000", 6, null));
        app.jdbc()
                .sql("insert into benefit (customer_id, benefit, granted_at) values (?, 'FEE_FREE_EARLY_REPAYMENT',"
                        + " '2026-01-01')")
                .param(customer)
                .update();
        app.jdbc()
                .sql("insert into benefit_change (seq, request_key, customer_id, at, benefit, granted, cause)"
                        + " values (?, ?, ?, '2026-01-01', 'FEE_FREE_EARLY_REPAYMENT', true, 'test')")
                .params((long) customer.hashCode(), "test:" + customer, customer)
                .update();

        assertThat(ok(call(HttpMethod.GET, APPLICATIONS + "/q-" + customer + "/early-repayment", null))
                        .get("earlyFee")
                        .decimalValue())
                .isEqualByComparingTo("0");
    }

    @Test
    void cancellationBeforeTheApplicationLeavesNoDebt() {
        createBuyer("C", 10_000);
        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "mall-n-" + customer));

        JsonNode application = ok(apply("n-" + customer, "PHONE", "1000", 3, null));

        assertThat(application.get("status").asText()).isEqualTo("DECLINED");
        assertReleased("n-" + customer, "CANCELLED");
    }

    @Test
    void cancellationDuringTheReviewReleasesLimitAndCoupon() {
        createBuyerWithCoupons();
        ok(apply(
                "u-" + customer,
                "APPLIANCE",
                "4900",
                6,
                coupon("CASH_OFF").get("couponId").asText()));
        assertThat(app.tasks("risk", customer)).hasSize(1);

        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "mall-u-" + customer));

        assertReleased("u-" + customer, "CANCELLED");
        assertThat(app.tasks("risk", customer)).isEmpty();
        assertThat(app.customer(customer).at("/facts/orderCount").asInt()).isZero();
    }

    @Test
    void cancellationUnderAMergedIdCounts() {
        createBuyer("A", 10_000);
        String other = customer + "-o";
        app.registers(other, "SEARCH");
        ok(apply("z-" + customer, "PHONE", "1200", 3, null));
        app.happens(other, "ORDER_CANCELLED", Map.of("orderId", "mall-z-" + customer));
        assertThat(used()).isEqualByComparingTo("1200");

        app.happens(other, "CUSTOMERS_MERGED", Map.of("intoCustomerId", customer));

        assertThat(used()).isEqualByComparingTo("0");
        assertThat(application("z-" + customer).get("closedAs").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void concurrentApplicationAndCancellationLeaveNoDebt() throws Exception {
        createBuyer("A", 10_000);
        for (int race = 0; race < 8; race++) {
            String id = "t" + race + "-" + customer;
            EffectTestContext.atOnce(
                    2,
                    no -> no == 0
                            ? ok(apply(id, "PHONE", "100", 3, null))
                            : app.send(List.of(TestApplication.event(
                                    "x-" + id,
                                    "ORDER_CANCELLED",
                                    customer,
                                    app.now(),
                                    Map.of("orderId", "mall-" + id)))));

            assertThat(used()).as("race %d", race).isEqualByComparingTo("0");
            JsonNode application = application(id);
            assertThat(application.get("status").asText().equals("DECLINED")
                            || application.path("closedAs").asText().equals("CANCELLED"))
                    .isTrue();
        }
    }

    @Test
    void concurrentApprovalAndCancellationLeaveNoDebt() throws Exception {
        createBuyer("C", 10_000);
        for (int race = 0; race < 8; race++) {
            String id = "y" + race + "-" + customer;
            ok(apply(id, "PHONE", "100", 3, null));
            JsonNode task = app.tasks("risk", customer).get(0);
            List<ResponseEntity<String>> answers = EffectTestContext.atOnce(
                    2,
                    no -> no == 0
                            ? app.call(
                                    "risk",
                                    HttpMethod.POST,
                                    "/engine-rest/task/" + task.get("id").asText() + "/submit-form",
                                    Map.of("variables", Map.of("applicationApproved", Map.of("value", true))))
                            : app.call(
                                    "service",
                                    HttpMethod.POST,
                                    "/api/v1/events",
                                    List.of(TestApplication.event(
                                            "x-" + id,
                                            "ORDER_CANCELLED",
                                            customer,
                                            app.now(),
                                            Map.of("orderId", "mall-" + id)))));
            app.settle();

            assertThat(answers.get(1).getStatusCode().value()).isEqualTo(200);
            assertThat(used()).as("race %d", race).isEqualByComparingTo("0");
            JsonNode application = application(id);
            assertThat(application.get("status").asText().equals("DECLINED")
                            || application.path("closedAs").asText().equals("CANCELLED"))
                    .isTrue();
        }
    }

    @Test
    void ineligibleApplicationIsNotApprovedAndTheFormShowsWhy() {
        createBuyer("C", 5_000);
        ok(apply("l-" + customer, "PHONE", "4000", 6, null));
        JsonNode task = app.tasks("risk", customer).get(0);
        assertThat(eligibleNow(task)).contains("Yes").contains("可以");

        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "D", "limit", 0));
        assertThat(eligibleNow(task)).contains("No. Your present credit grade").contains("不能。您当前的信用评级");
        app.expect(204, app.complete("risk", task, Map.of("applicationApproved", true)));

        assertReleased("l-" + customer, "GRADE_D");
        assertThat(app.entries(customer, "installment-eligibility").get(0).toString())
                .as("the decision that declined the application")
                .contains("GRADE_D");
    }

    @Test
    void limitLoweredBelowThePurchaseDeclinesIt() {
        createBuyer("C", 5_000);
        ok(apply("i-" + customer, "PHONE", "4000", 6, null));
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "C", "limit", 3_999));
        app.expect(204, app.complete("risk", app.tasks("risk", customer).get(0), Map.of("applicationApproved", true)));
        assertReleased("i-" + customer, "OVER_LIMIT");

        ok(apply("j-" + customer, "PHONE", "3000", 6, null));
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "C", "limit", 3_000));
        app.expect(204, app.complete("risk", app.tasks("risk", customer).get(0), Map.of("applicationApproved", true)));
        assertThat(status("j-" + customer)).as("just enough").isEqualTo("APPROVED");
    }

    @Test
    void paymentsOfACancelledOrderAreReturned() {
        createBuyer("A", 10_000);
        JsonNode bill = ok(apply("s-" + customer, "PHONE", "1200", 3, null)).at("/schedule/0");
        repay(bill, new BigDecimal("100"));

        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "mall-s-" + customer));

        JsonNode application = application("s-" + customer);
        assertBills(application, "CANCELLED 100", "CANCELLED 0", "CANCELLED 0");
        assertThat(application.get("creditBalance").decimalValue()).isEqualByComparingTo("100");
        assertThat(credit()).isEqualByComparingTo("100");
        assertThat(used()).isEqualByComparingTo("0");
    }

    @Test
    void repaymentAfterTheCancellationIsReturned() {
        createBuyer("A", 10_000);
        JsonNode bill = ok(apply("x-" + customer, "PHONE", "1200", 3, null)).at("/schedule/0");
        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "mall-x-" + customer));

        repay(bill, new BigDecimal("100"));

        JsonNode application = application("x-" + customer);
        assertThat(application.get("closedAs").asText()).isEqualTo("CANCELLED");
        assertBills(application, "CANCELLED 100", "CANCELLED 0", "CANCELLED 0");
        assertThat(credit()).isEqualByComparingTo("100");
        assertThat(app.jdbc()
                        .sql("select sum(interest) from installment_payment where application_id = ?")
                        .param("x-" + customer)
                        .query(BigDecimal.class)
                        .single())
                .isEqualByComparingTo("0");
    }

    @Test
    void orderCancelledAfterPayOffIsReturnedInFull() {
        createBuyer("A", 10_000);
        ok(apply("paid-" + customer, "PHONE", "1200", 3, null));
        JsonNode early = ok(post(
                APPLICATIONS + "/paid-" + customer + "/early-repayments", Map.of("repaymentId", "pe-" + customer)));
        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "mall-paid-" + customer));

        assertThat(credit()).isEqualByComparingTo(early.get("total").decimalValue());
        assertThat(application("paid-" + customer).get("closedAs").asText()).isEqualTo("CANCELLED");
        assertThat(used()).isEqualByComparingTo("0");
    }

    @Test
    void repaymentAfterPayOffDoesNotPayWaivedInterest() {
        createBuyer("A", 10_000);
        JsonNode second = ok(apply("w-" + customer, "PHONE", "1200", 3, null)).at("/schedule/1");
        ok(post(APPLICATIONS + "/w-" + customer + "/early-repayments", Map.of("repaymentId", "we-" + customer)));
        BigDecimal paid = application("w-" + customer).at("/schedule/1/paid").decimalValue();

        repay(second, new BigDecimal("50"));

        JsonNode application = application("w-" + customer);
        assertThat(application.at("/schedule/1/paid").decimalValue()).isEqualByComparingTo(paid);
        assertThat(application.get("closedAs").asText()).isEqualTo("SETTLED");
        assertThat(credit()).isEqualByComparingTo("50");
    }

    @Test
    void overpaymentPaysTheNextOpenBillAndTheRestIsKept() {
        createBuyer("A", 10_000);
        JsonNode plan = ok(apply("o1-" + customer, "PHONE", "1200", 3, null));
        BigDecimal bill = total(plan.at("/schedule/0"));
        repay(plan.at("/schedule/0"), bill.add(new BigDecimal("10")));
        assertBills(application("o1-" + customer), "PAID " + bill, "OPEN 10", "OPEN 0");
        assertThat(credit()).isEqualByComparingTo("0");

        repay(plan.at("/schedule/2"), new BigDecimal("2000"));
        BigDecimal over =
                new BigDecimal("2010").subtract(total(plan.at("/schedule/1"))).subtract(total(plan.at("/schedule/2")));
        assertThat(application("o1-" + customer).get("closedAs").asText()).isEqualTo("SETTLED");
        assertThat(credit()).isEqualByComparingTo(over);
        assertThat(used()).isEqualByComparingTo("0");

        JsonNode next = ok(apply("o2-" + customer, "PHONE", "3000", 3, null));
        assertThat(credit()).isEqualByComparingTo("0");
        assertThat(sum(next.get("schedule"), "paid")).isEqualByComparingTo(over);
        assertThat(next.at("/schedule/0/state").asText()).isEqualTo("PAID");
    }

    @Test
    void creditBalancePaysTheOtherCustomersBillsAfterAMerge() {
        createBuyer("A", 10_000);
        JsonNode plan = ok(apply("m1-" + customer, "PHONE", "1200", 3, null));
        String other = customer + "-p";
        app.registers(other, "SEARCH");
        app.happens(other, "CREDIT_ASSESSED", Map.of("grade", "A", "limit", 10_000));
        String buyer = customer;
        customer = other;
        JsonNode otherPlan = ok(apply("m2-" + customer, "PHONE", "300", 3, null));
        repay(otherPlan.at("/schedule/0"), new BigDecimal("400"));
        BigDecimal over = credit();
        assertThat(over).isPositive();
        customer = buyer;

        app.happens(other, "CUSTOMERS_MERGED", Map.of("intoCustomerId", customer));

        assertThat(credit()).isEqualByComparingTo("0");
        assertBills(application("m1-" + customer), "OPEN " + over, "OPEN 0", "OPEN 0");
        assertThat(plan.get("status").asText()).isEqualTo("APPROVED");
    }

    @Test
    void erasedCustomersOpenBillsCanBeRepaidAndOtherEventsAreRejected() {
        createBuyer("A", 10_000);
        JsonNode plan = ok(apply("er-" + customer, "PHONE", "1200", 3, null));
        ok(apply("ep-" + customer, "PHONE", "300", 3, null));
        app.expect(204, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/" + customer, null));

        JsonNode first = plan.at("/schedule/0");
        Map<String, Object> repayment = TestApplication.event(
                "er1-" + customer,
                "REPAYMENT_MADE",
                customer,
                app.now(),
                Map.of(
                        "billId", first.get("billId").asText(),
                        "amount", total(first),
                        "dueOn", first.get("dueOn").asText(),
                        "remark", "from Wang"));
        assertThat(app.send(List.of(repayment)).get("accepted").asInt()).isEqualTo(1);
        assertThat(app.send(List.of(repayment)).get("duplicates").asInt()).isEqualTo(1);
        assertThat(application("er-" + customer).at("/schedule/0/state").asText())
                .isEqualTo("PAID");
        assertThat(app.jdbc()
                        .sql("select data from event where event_id = ?")
                        .param("er1-" + customer)
                        .query(String.class)
                        .single())
                .doesNotContain("Wang");
        ok(post(APPLICATIONS + "/ep-" + customer + "/early-repayments", Map.of("repaymentId", "epr-" + customer)));
        assertThat(application("ep-" + customer).get("closedAs").asText()).isEqualTo("SETTLED");

        Map<String, Object> again = new HashMap<>(repayment);
        again.put("eventId", "er2-" + customer);
        Map<String, Object> unknown = TestApplication.event(
                "er3-" + customer,
                "REPAYMENT_MADE",
                customer,
                app.now(),
                Map.of("billId", "elsewhere", "amount", 10, "dueOn", app.today().toString()));
        Map<String, Object> login =
                TestApplication.event("er4-" + customer, "LOGGED_IN", customer, app.now(), Map.of());
        assertThat(app.send(List.of(again, unknown, login)).get("rejected"))
                .extracting(rejection -> rejection.get("code").asText())
                .containsExactly("ERASED", "ERASED", "ERASED");
        assertThat(app.jdbc()
                        .sql("select used from credit_account where customer_id = ?")
                        .param(customer)
                        .query(BigDecimal.class)
                        .single())
                .isEqualByComparingTo(
                        new BigDecimal("1200").subtract(first.get("principal").decimalValue()));
    }

    // Points
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void ordersBillsAndCheckInsEarnOnceInAnyOrder() {
        createBuyer("A", 10_000);
        app.orders(customer, 199.99);
        assertThat(points()).isEqualTo(19);
        String due = app.today().toString();
        app.happens(customer, "REPAYMENT_MADE", Map.of("billId", "bill", "amount", 1, "dueOn", due));
        app.happens(customer, "REPAYMENT_MADE", Map.of("billId", "bill", "amount", 1, "dueOn", due));
        assertThat(points()).isEqualTo(39);
        app.happens(
                customer,
                "REPAYMENT_MADE",
                Map.of(
                        "billId",
                        "late",
                        "amount",
                        1,
                        "dueOn",
                        app.today().minusDays(1).toString()));
        assertThat(points()).isEqualTo(39);
        app.happens(customer, "CHECKED_IN", Map.of());
        app.happens(customer, "CHECKED_IN", Map.of());
        assertThat(points()).isEqualTo(44);
        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "early-" + customer));
        app.happens(
                customer, "ORDER_PLACED", Map.of("orderId", "early-" + customer, "amount", 500, "category", "HOME"));
        assertThat(points()).as("cancelled before it arrived").isEqualTo(44);
    }

    /** The earlier of two reports of one order earns, in any order of arrival; a cancellation reverses its points. */
    @Test
    void earlierOfTwoReportsOfOneOrderEarns() {
        createBuyer("A", 10_000);
        Instant nine = app.now();
        sendReport("late-first", 100, nine);
        assertThat(points()).isEqualTo(10);
        sendReport("late-first", 5_000, nine.minusSeconds(3_600));
        assertThat(points()).isEqualTo(500);
        sendReport("late-first", 9_000, nine.minusSeconds(60));
        assertThat(points()).isEqualTo(500);
        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "late-first"));
        app.happens(customer, "ORDER_CANCELLED", Map.of("orderId", "late-first"));
        assertThat(points()).isZero();

        app.send(List.of(report("together", 100, nine), report("together", 5_000, nine.minusSeconds(3_600))));
        assertThat(points()).isEqualTo(500);
        sendReport("together", 1, nine.minusSeconds(7_200));
        assertThat(points()).as("an order too small to earn").isZero();
        sendReport("together", 700, nine.minusSeconds(9_000));
        assertThat(points()).isEqualTo(70);
    }

    private void sendReport(String orderId, int amount, Instant at) {
        assertThat(app.send(List.of(report(orderId, amount, at)))
                        .get("accepted")
                        .asInt())
                .isEqualTo(1);
    }

    private Map<String, Object> report(String orderId, int amount, Instant at) {
        String id = customer + "-" + orderId + amount;
        return TestApplication.event(
                id, "ORDER_PLACED", customer, at, Map.of("orderId", orderId, "amount", amount, "category", "HOME"));
    }

    /** Ids may contain colons; the keys of two customers differ all the same. */
    @Test
    void pointsKeysOfTwoCustomersDiffer() {
        createBuyer("A", 10_000);
        String other = customer + ":order:x";
        app.registers(other, "SEARCH");
        app.send(List.of(report("x:order:y", 100, app.now())));
        app.happens(other, "ORDER_PLACED", Map.of("orderId", "y", "amount", 200, "category", "HOME"));
        assertThat(points()).isEqualTo(10);
        assertThat(app.customer(other).get("pointsBalance").asInt()).isEqualTo(20);
    }

    @Test
    void minimalPaymentsDoNotPayABillOnTime() {
        createBuyer("A", 10_000);
        for (int bill = 1; bill <= 3; bill++) {
            payBill("none" + bill, "0.00");
            payBill("cent" + bill, "0.01");
        }
        JsonNode plan = ok(apply("part-" + customer, "PHONE", "1200", 3, null));
        int before = points();
        JsonNode facts = app.customer(customer).get("facts");
        assertThat(facts.get("billsOnTimeInARow").asInt()).isZero();
        assertThat(facts.get("onTimeRatio").isNull()).isTrue();
        assertThat(before).as("of the order").isEqualTo(120);

        BigDecimal tenth = total(plan.at("/schedule/0")).movePointLeft(1).setScale(2, RoundingMode.UP);
        BigDecimal cent = new BigDecimal("0.01");
        repay(plan.at("/schedule/0"), tenth.subtract(cent));
        assertThat(points()).isEqualTo(before);
        repay(plan.at("/schedule/0"), cent);
        assertThat(points()).as("to the table's share, in two parts").isEqualTo(before + 20);
        repay(plan.at("/schedule/0"), tenth);
        assertThat(points()).as("once a bill").isEqualTo(before + 20);
        assertThat(app.customer(customer).at("/facts/billsOnTimeInARow").asInt())
                .isEqualTo(1);
    }

    @Test
    void minimalPaymentsDoNotEndTheRiskTier() {
        createBuyer("A", 10_000);
        overdue("r1");
        overdue("r2");
        assertThat(app.tier(customer)).isEqualTo("RISK");
        for (String amount : List.of("0.00", "0.01")) {
            payBill("r3" + amount, amount);
            payBill("r4" + amount, amount);
            assertThat(app.tier(customer)).as(amount).isEqualTo("RISK");
        }
        payBill("r5", "100");
        payBill("r6", "100");
        assertThat(app.tier(customer)).isNotEqualTo("RISK");
    }

    private void payBill(String bill, String amount) {
        app.happens(
                customer,
                "REPAYMENT_MADE",
                Map.of(
                        "billId",
                        bill,
                        "amount",
                        new BigDecimal(amount),
                        "dueOn",
                        app.today().plusDays(3).toString()));
    }

    // Limits
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void assessmentsGiveTheSameResultInAnyOrderAndBatching() {
        Instant at = app.now();
        List<List<Integer>> orders =
                List.of(List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 1, 0));
        List<Map<String, Object>> assessments = List.of(
                Map.of("grade", "D", "limit", 50_000),
                Map.of("grade", "A"),
                // The same instant as the one before, a later id.
                Map.of("grade", "B"));
        for (int order = 0; order < orders.size(); order++) {
            for (boolean together : List.of(true, false)) {
                String one = customer + "-" + order + together;
                app.registers(one, "SEARCH");
                List<Map<String, Object>> events = orders.get(order).stream()
                        .map(no -> TestApplication.event(
                                "as" + no + one,
                                "CREDIT_ASSESSED",
                                one,
                                at.minusSeconds(no == 0 ? 3600 : 0),
                                assessments.get(no)))
                        .toList();
                if (together) {
                    app.send(events);
                } else {
                    events.forEach(event -> app.send(List.of(event)));
                }
                assertThat(app.customer(one).at("/credit/limit").asInt())
                        .as("%s %s", orders.get(order), together)
                        .isEqualTo(5000);
                assertThat(app.customer(one).at("/credit/grade").asText()).isEqualTo("B");
            }
        }
    }

    @Test
    void lateAssessmentKeepsLaterRaises() {
        createBuyer("A", 10_000);
        Instant before = app.now().plusSeconds(60);
        app.orders(customer, 20_000);
        app.jump("PT1H");
        String path = "/api/v1/customers/" + customer + "/points/redemptions";
        String ticket = ok(post(path, Map.of("redemptionId", "lt-" + customer, "item", "LIMIT_TICKET")))
                .get("couponId")
                .asText();
        ok(post(
                "/api/v1/coupons/" + ticket + "/redemptions",
                Map.of("redemptionId", "lu-" + customer, "orderId", "none")));
        assertThat(limit()).isEqualByComparingTo("11000");

        app.send(List.of(TestApplication.event(
                "late-" + customer, "CREDIT_ASSESSED", customer, before, Map.of("limit", 15_000))));
        assertThat(limit()).as("made before the ticket was used").isEqualByComparingTo("16000");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("limit", 12_000));
        assertThat(limit()).as("made after it").isEqualByComparingTo("12000");
    }

    @Test
    void eachSeventhConsecutiveCheckInEarnsTwentyMore() {
        createBuyer("A", 10_000);
        for (int day = 1; day <= 6; day++) {
            app.happens(customer, "CHECKED_IN", Map.of());
            app.jump("P1D");
        }
        assertThat(points()).isEqualTo(30);
        app.happens(customer, "CHECKED_IN", Map.of());
        assertThat(points()).isEqualTo(55);
    }

    @Test
    void promotionIsImmediateLastsAYearAndStartsRetention() {
        createBuyer("A", 10_000);
        app.orders(customer, 4999);
        assertThat(level()).isEqualTo("BRONZE");
        app.orders(customer, 10);
        assertThat(level()).isEqualTo("SILVER");
        assertThat(app.entries(customer, "LEVEL_CHANGED")).hasSize(1);
        assertThat(app.entries(customer, "tier-benefits")).hasSizeGreaterThanOrEqualTo(2);

        app.jump("P364D");
        assertThat(level()).isEqualTo("SILVER");
        app.days(3);
        assertThat(level()).as("its year is over").isEqualTo("BRONZE");
    }

    @Test
    void pointsBuyACouponOnceWithinTheBalance() {
        createBuyer("A", 10_000);
        app.orders(customer, 5000);
        String path = "/api/v1/customers/" + customer + "/points/redemptions";

        JsonNode redeemed = ok(post(path, Map.of("redemptionId", "r-" + customer, "item", "FEE_WAIVER")));
        assertThat(redeemed.get("points").asInt()).isEqualTo(500);
        assertThat(ok(post(path, Map.of("redemptionId", "r-" + customer, "item", "FEE_WAIVER"))))
                .isEqualTo(redeemed);
        assertThat(points()).isZero();
        assertThat(coupon("FEE_WAIVER").get("value").decimalValue()).isEqualByComparingTo("20");
        refused(409, "KEY_REUSED", post(path, Map.of("redemptionId", "r-" + customer, "item", "LIMIT_TICKET")));
        refused(409, "TOO_FEW_POINTS", post(path, Map.of("redemptionId", "t-" + customer, "item", "FEE_WAIVER")));
        refused(422, "NO_SUCH_ITEM", post(path, Map.of("redemptionId", "t-" + customer, "item", "YACHT")));
        refused(400, "INVALID", post(path, Map.of("item", "FEE_WAIVER")));
        JsonNode month = app.get("/api/v1/customers/" + customer + "/points/statements/"
                + app.today().toString().substring(0, 7));
        assertThat(month.get("earned").asInt() - month.get("spent").asInt()).isZero();
        assertThat(month.get("closing").asInt()).isZero();
        refused(400, "INVALID", call(HttpMethod.GET, "/api/v1/customers/" + customer + "/points/statements/May", null));
    }

    // --------------------------------------------------------------------------------------------------------------------

    @Test
    void limitTicketRaisesTheLimitOnceOrStaysUnused() {
        createBuyer("A", 10_000);
        app.orders(customer, 20_000);
        String path = "/api/v1/customers/" + customer + "/points/redemptions";
        String first = ok(post(path, Map.of("redemptionId", "l1-" + customer, "item", "LIMIT_TICKET")))
                .get("couponId")
                .asText();
        String second = ok(post(path, Map.of("redemptionId", "l2-" + customer, "item", "LIMIT_TICKET")))
                .get("couponId")
                .asText();
        Map<String, String> use = Map.of("redemptionId", "u-" + customer, "orderId", "none");

        ok(post("/api/v1/coupons/" + first + "/redemptions", use));
        ok(post("/api/v1/coupons/" + first + "/redemptions", use));
        assertThat(app.customer(customer).at("/credit/limit").decimalValue()).isEqualByComparingTo("11000");
        overdue("t1");
        overdue("t2");
        refused(
                409,
                "RISK",
                post(
                        "/api/v1/coupons/" + second + "/redemptions",
                        Map.of("redemptionId", "w-" + customer, "orderId", "none")));
        assertThat(app.customer(customer).at("/credit/limit").decimalValue()).isEqualByComparingTo("11000");
    }

    @Test
    void limitTicketIsUsedInFullOrNotAtAll() {
        createBuyer("A", 99_990);
        app.orders(customer, 10_000);
        String ticket = ok(post(
                        "/api/v1/customers/" + customer + "/points/redemptions",
                        Map.of("redemptionId", "b-" + customer, "item", "LIMIT_TICKET")))
                .get("couponId")
                .asText();
        String path = "/api/v1/coupons/" + ticket + "/redemptions";
        Map<String, String> use = Map.of("redemptionId", "a-" + customer, "orderId", "none");

        refused(409, "CAPPED", post(path, use));
        assertThat(coupon("LIMIT_TICKET").get("state").asText()).isEqualTo("ISSUED");
        assertThat(limit()).isEqualByComparingTo("99990");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A", "limit", 99_000));
        ok(post(path, use));
        assertThat(limit()).isEqualByComparingTo("100000");
    }

    @Test
    void expiredPointsCountNowhereFromTheirExpiry() {
        createBuyer("A", 10_000);
        app.orders(customer, 6_000);
        Instant expiry = Instant.parse(app.get("/api/v1/customers/" + customer + "/points")
                .at("/lots/0/expiresAt")
                .asText());
        app.days(1);
        app.post("/api/v1/clock", Map.of("now", expiry.minusMillis(1).toString()));
        assertThat(balances()).containsOnly(600L);

        app.post("/api/v1/clock", Map.of("now", expiry.toString()));
        assertThat(balances()).as("before the nightly review").containsOnly(0L);
        app.settle();
        app.days(1);
        assertThat(balances()).as("after it").containsOnly(0L);
    }

    /** The balance from every view that shows it. */
    private List<Long> balances() {
        JsonNode view = app.customer(customer);
        JsonNode points = app.get("/api/v1/customers/" + customer + "/points");
        long lots = 0;
        for (JsonNode lot : points.get("lots")) {
            lots += lot.get("remaining").asLong();
        }
        long entries = 0;
        for (JsonNode entry : points.get("entries")) {
            entries += entry.get("points").asLong();
        }
        JsonNode month = app.get("/api/v1/customers/" + customer + "/points/statements/"
                + app.today().toString().substring(0, 7));
        return List.of(
                view.get("pointsBalance").asLong(),
                view.at("/facts/pointsBalance").asLong(),
                points.get("balance").asLong(),
                lots,
                entries,
                month.get("closing").asLong());
    }

    private BigDecimal limit() {
        return app.customer(customer).at("/credit/limit").decimalValue();
    }

    private void createBuyer(String grade, int limit) {
        app.registers(customer, "SEARCH");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", grade, "limit", limit));
    }

    private void createBuyerWithCoupons() {
        createBuyer("A", 5_000);
        app.happens(customer, "PAGE_VIEWED", Map.of("category", "APPLIANCE", "page", "INSTALLMENT"));
        app.days(7);
        assertThat(app.coupons(customer)).hasSize(2);
    }

    private JsonNode coupon(String type) {
        return app.coupons(customer).stream()
                .filter(coupon -> coupon.get("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private void overdue(String bill) {
        LocalDate due = app.today().minusDays(3);
        app.happens(customer, "REPAYMENT_OVERDUE", Map.of("billId", bill, "amount", 100, "dueOn", due.toString()));
    }

    private void repay(JsonNode bill, BigDecimal amount) {
        app.happens(
                customer,
                "REPAYMENT_MADE",
                Map.of(
                        "billId",
                        bill.get("billId").asText(),
                        "amount",
                        amount,
                        "dueOn",
                        bill.get("dueOn").asText()));
    }

    private JsonNode quote(String category, String price) {
        return ok(post("/api/v1/mall/quotes", request(customer, category, price)));
    }

    private static Map<String, Object> request(String customer, String category, String price) {
        return Map.of(
                "customerId", customer, "category", category, "product", "a thing", "price", new BigDecimal(price));
    }

    private ResponseEntity<String> apply(String id, String category, String price, int periods, String coupon) {
        Map<String, Object> request = new HashMap<>(request(customer, category, price));
        request.put("applicationId", id);
        request.put("periods", periods);
        request.put("couponId", coupon);
        return post(APPLICATIONS, request);
    }

    private ResponseEntity<String> post(String path, Object body) {
        return call(HttpMethod.POST, path, body);
    }

    private ResponseEntity<String> call(HttpMethod method, String path, Object body) {
        return app.call("service", method, path, body);
    }

    private JsonNode ok(ResponseEntity<String> answer) {
        return app.expect(200, answer);
    }

    private void refused(int status, String code, ResponseEntity<String> answer) {
        assertThat(app.expect(status, answer).get("code").asText()).isEqualTo(code);
    }

    private static JsonNode plan(JsonNode quote, int periods) {
        return TestApplication.list(quote.get("plans")).stream()
                .filter(plan -> plan.get("periods").asInt() == periods)
                .findFirst()
                .orElseThrow();
    }

    private static BigDecimal sum(JsonNode schedule, String part) {
        List<BigDecimal> parts = new ArrayList<>();
        schedule.forEach(due -> parts.add(due.get(part).decimalValue()));
        return parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private String status(String application) {
        return ok(call(HttpMethod.GET, APPLICATIONS + "/" + application, null))
                .get("status")
                .asText();
    }

    private void assertReleased(String application, String reasonCode) {
        JsonNode declined = ok(call(HttpMethod.GET, APPLICATIONS + "/" + application, null));
        assertThat(declined.get("status").asText()).isEqualTo("DECLINED");
        assertThat(declined.get("reasonCode").asText()).isEqualTo(reasonCode);
        assertThat(used()).isEqualByComparingTo("0");
        assertThat(app.coupons(customer))
                .allSatisfy(coupon -> assertThat(coupon.get("state").asText()).isEqualTo("ISSUED"));
    }

    private JsonNode application(String id) {
        return ok(call(HttpMethod.GET, APPLICATIONS + "/" + id, null));
    }

    private String eligibleNow(JsonNode task) {
        return app.expect(
                        200,
                        app.call(
                                "risk",
                                HttpMethod.GET,
                                "/engine-rest/task/" + task.get("id").asText() + "/form-variables",
                                null))
                .at("/eligibleNow/value")
                .asText();
    }

    /** Each bill's state and what was paid of it. */
    private static void assertBills(JsonNode application, String... bills) {
        assertThat(application.get("schedule"))
                .extracting(bill -> bill.get("state").asText() + " "
                        + bill.get("paid").decimalValue().setScale(2).toPlainString())
                .containsExactly(Stream.of(bills)
                        .map(bill -> bill.split(" "))
                        .map(bill -> bill[0] + " "
                                + new BigDecimal(bill[1]).setScale(2).toPlainString())
                        .toArray(String[]::new));
    }

    private static BigDecimal total(JsonNode bill) {
        return bill.get("principal")
                .decimalValue()
                .add(bill.get("interest").decimalValue())
                .add(bill.get("fee").decimalValue());
    }

    private BigDecimal credit() {
        return app.customer(customer).get("creditBalance").decimalValue();
    }

    private BigDecimal used() {
        return app.customer(customer).at("/credit/used").decimalValue();
    }

    private int points() {
        return app.get("/api/v1/customers/" + customer + "/points")
                .get("balance")
                .asInt();
    }

    private String level() {
        return app.customer(customer).get("memberLevel").asText();
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.coupon.IssueResult;
import io.perennial.effect.coupon.IssueResult.IssueOutcome;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import io.perennial.platform.api.ApiException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;

/** Decisions of people about journeys are kept; late or illegal ones are refused and visible. */
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
abstract class JourneyRulesScenario {

    @Autowired
    private TestApplication app;

    @Autowired
    private Journeys journeys;

    @Autowired
    private CouponService coupons;

    @Autowired
    private TransactionTemplate transaction;

    private String customer;

    @BeforeEach
    void advanceToNoonOfNextDay(TestInfo test) {
        app.settle();
        Instant next = app.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        app.now(next.plus(4, ChronoUnit.HOURS).toString());
        customer = "c" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    // --- registrations ---

    @Test
    void refusedRegistrationStaysLostAfterLogin() {
        registersByADoubtfulChannel();
        decides("risk", "Review registration", Map.of("registrationAccepted", false));
        assertThat(app.stage(customer)).isEqualTo("LOST");

        app.logsIn(customer);

        assertThat(app.stage(customer)).isEqualTo("LOST");
        assertThat(app.customer(customer).get("journeys")).isEmpty();
        assertThat(app.entries(customer, "REGISTRATION_REFUSED"))
                .singleElement()
                .satisfies(verdict ->
                        assertThat(verdict.at("/detail/userId").asText()).isEqualTo("risk"));
        assertThat(app.entries(customer, "MOVE_REFUSED"))
                .singleElement()
                .satisfies(refused ->
                        assertThat(refused.at("/detail/detail/reason").asText()).isEqualTo("REGISTRATION_REFUSED"));
    }

    @Test
    void aReviewNobodyMakesIsEscalatedAndInTheEndRefused() {
        registersByADoubtfulChannel();
        assertThat(app.tasks("operations", customer)).isEmpty();

        app.jump("P2D");
        assertThat(app.tasks("operations", customer))
                .singleElement()
                .satisfies(task -> assertThat(task.get("priority").asInt()).isEqualTo(100));
        assertThat(app.entries(customer, "Review registration"))
                .first()
                .satisfies(move -> assertThat(move.at("/detail/move").asText()).isEqualTo("ESCALATED"));

        app.jump("P12D");
        assertThat(app.tasks("risk", customer)).isEmpty();
        assertThat(app.stage(customer)).isEqualTo("LOST");
        assertThat(app.entries(customer, "REGISTRATION_REFUSED")).hasSize(1);
    }

    @Test
    void aReviewWithoutADecisionIsNotDone() {
        registersByADoubtfulChannel();

        JsonNode task = app.tasks("risk", customer).get(0);
        JsonNode problem = app.expect(400, app.complete("risk", task, Map.of("note", "hm")));

        assertThat(problem.get("code").asText()).isEqualTo("INVALID");
        assertThat(app.tasks("risk", customer)).hasSize(1);
    }

    // --- risk at the moment of the act ---

    @Test
    void sevenDaysInOneJumpMakeNobodyARisk() {
        app.registers(customer, "PHONE_STORE");
        app.happens(customer, "PAGE_VIEWED", Map.of("category", "APPLIANCE", "page", "INSTALLMENT"));

        app.jump("P7D");

        assertThat(app.coupons(customer))
                .extracting(coupon -> coupon.get("offer").asText())
                .containsExactlyInAnyOrder("appliance-200-off", "interest-free-3");
        assertThat(withheld("COUPON_ISSUED")).isEmpty();
    }

    @Test
    void aRiskThatIsOverWithholdsNothingAndItsRefusalIsNotKept() {
        app.registers(customer, "SEARCH");
        app.orders(customer, 100);
        for (String bill : List.of("first", "second")) {
            app.happens(
                    customer,
                    "REPAYMENT_OVERDUE",
                    Map.of(
                            "billId",
                            bill + customer,
                            "amount",
                            100,
                            "dueOn",
                            app.today().minusDays(3).toString(),
                            "daysOverdue",
                            3));
        }
        assertThat(app.customer(customer).get("tags")).isNotEmpty();
        assertThat(issued("interest-free-3").reason()).isEqualTo(WithheldLog.Reason.RISK);
        assertThat(quoted()).containsOnly("DECLINE");

        app.post("/api/v1/clock", Map.of("advance", "P400D"));

        assertThat(quoted()).doesNotContain("DECLINE");
        assertThat(issued("interest-free-3").outcome()).isEqualTo(IssueOutcome.ISSUED);
        assertThat(withheld("COUPON_ISSUED")).containsExactly("RISK");
        assertThat(app.customer(customer).get("tags")).isEmpty();
    }

    // --- no promise of what was not given ---

    @Test
    void whoWasGivenNoCouponIsPromisedNone() {
        app.registers(customer, "PHONE_STORE");
        app.happens(customer, "PAGE_VIEWED", Map.of("category", "APPLIANCE", "page", "INSTALLMENT"));
        withoutBudget("appliance-200-off");
        withoutBudget("interest-free-3");

        app.days(14);

        assertThat(app.coupons(customer)).isEmpty();
        assertThat(withheld("COUPON_ISSUED")).containsExactly("BUDGET", "BUDGET");
        assertThat(messages()).containsExactly("guide-trade-in", "guide-trade-in");
    }

    @Test
    void whoWasGivenOneCouponOfTwoIsWrittenToOfIt() {
        app.registers(customer, "PHONE_STORE");
        app.happens(customer, "PAGE_VIEWED", Map.of("category", "APPLIANCE", "page", "INSTALLMENT"));
        withoutBudget("interest-free-3");

        app.days(14);

        assertThat(app.coupons(customer)).hasSize(1);
        assertThat(withheld("COUPON_ISSUED")).containsExactly("BUDGET");
        assertThat(messages()).containsExactly("activation-reminder", "activation-offer", "guide-trade-in");
    }

    @Test
    void aRecallWithoutItsCouponPromisesThePointsOnly() {
        app.registers(customer, "SEARCH");
        app.orders(customer, 200);
        withoutBudget("interest-free-3");
        withoutBudget("churn-30-off");
        app.days(36);
        assertThat(app.stage(customer)).isEqualTo("RECALL");

        assertThat(app.coupons(customer)).isEmpty();
        assertThat(messages()).contains("recall-points").doesNotContain("recall-interest-free", "churn-offer");
        int points = app.customer(customer).get("pointsBalance").asInt();
        app.logsIn(customer);
        assertThat(app.customer(customer).get("pointsBalance").asInt()).isEqualTo(points + 50);
    }

    /** Until the test is over. */
    private void withoutBudget(String offer) {
        coupons.setBudget(offer, 0, BigDecimal.ZERO);
    }

    @AfterEach
    void budgetsForAll() {
        List.of("appliance-200-off", "interest-free-3", "churn-30-off")
                .forEach(offer -> coupons.setBudget(offer, 100_000, new BigDecimal("10000000")));
    }

    private List<String> messages() {
        return app.entries(customer, "MESSAGE_SENT").stream()
                .map(sent -> sent.at("/detail/template").asText())
                .toList();
    }

    private IssueResult issued(String offer) {
        return transaction.execute(status -> {
            journeys.lock(customer);
            return coupons.issue("once:" + customer, customer, offer, "test");
        });
    }

    private List<String> quoted() {
        JsonNode quote = app.expect(
                200,
                app.call(
                        "service",
                        HttpMethod.POST,
                        "/api/v1/mall/quotes",
                        Map.of("customerId", customer, "category", "HOME", "product", "lamp", "price", 300)));
        return TestApplication.list(quote.get("plans")).stream()
                .map(plan -> plan.get("eligibility").asText())
                .toList();
    }

    private List<String> withheld(String effect) {
        return app.timeline(customer).stream()
                .filter(entry -> entry.get("kind").asText().equals("WITHHELD")
                        && entry.get("name").asText().equals(effect))
                .map(entry -> entry.at("/detail/reason").asText())
                .toList();
    }

    // --- limit raises ---

    @Test
    void aDeclinedRaiseIsNotRequestedAgainUntilTheRefusalExpires() {
        aValuableCustomer(150_000);
        decides("risk", "Approve limit", Map.of("limitApproved", false));
        assertThat(app.entries(customer, "LIMIT_RAISE_REFUSED")).hasSize(1);

        retentionRunsOnceMore();
        assertThat(app.tasks("risk", customer)).isEmpty();

        livesOnFor(91);
        retentionRunsOnceMore();
        decides("operations", "Approve limit", Map.of("limitApproved", true));
        assertThat(limit()).isEqualTo(180_000);
    }

    @Test
    void aRaiseWaitsForApprovalByWhatTheCapLeavesOfIt() {
        aValuableCustomer(190_000);

        assertThat(app.tasks("risk", customer)).isEmpty();
        assertThat(limit()).isEqualTo(200_000);
    }

    @Test
    void raiseBlockedByCapIsWithheldOnceWithoutTask() {
        aValuableCustomer(200_000);
        app.jump("PT1M");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", 199_999));

        retentionRunsOnceMore();

        assertThat(app.tasks("risk", customer)).isEmpty();
        assertThat(app.entries(customer, "LIMIT_RAISE_REFUSED")).hasSize(1);
        assertThat(limit()).isEqualTo(199_999);
        assertThat(incidents()).isZero();
    }

    @Test
    void nobodyApprovesTheRaiseTheyAskedFor() {
        aValuableCustomer(150_000);
        decides("risk", "Approve limit", Map.of("limitApproved", false));
        livesOnFor(91);
        Map<String, ?> approval = Map.of("limitApproved", Map.of("value", true), "note", Map.of("value", "fine"));
        app.expect(
                200,
                app.call(
                        "admin",
                        HttpMethod.POST,
                        "/engine-rest/process-definition/key/retention/start",
                        Map.of("businessKey", customer, "variables", approval)));
        app.settle();
        JsonNode task = app.tasks("risk", customer).get(0);
        String way = "/engine-rest/task/" + task.get("id").asText();
        JsonNode shown = app.get(way + "/form-variables");
        assertThat(shown.has("limitApproved") || shown.has("note"))
                .as("answers given before the question")
                .isFalse();

        List<ResponseEntity<String>> attempts = List.of(
                app.complete("admin", task, Map.of("limitApproved", true)),
                app.call("admin", HttpMethod.POST, way + "/complete", Map.of("variables", approval)),
                app.call("admin", HttpMethod.POST, way + "/resolve", Map.of("variables", approval)),
                app.call("admin", HttpMethod.POST, way + "/delegate", Map.of("userId", "risk")),
                app.call("admin", HttpMethod.POST, way + "/bpmnError", Map.of("errorCode", "x")),
                app.call("admin", HttpMethod.POST, way + "/localVariables", Map.of("modifications", approval)),
                app.call("admin", HttpMethod.PUT, way + "/variables/limitRaise", Map.of("value", 1)));

        assertThat(attempts)
                .allSatisfy(attempt -> assertThat(
                                app.expect(403, attempt).get("code").asText())
                        .isEqualTo("FOUR_EYES"));
        assertThat(app.get(way + "/form-variables")).isEqualTo(shown);
        assertThat(limit()).isEqualTo(150_000);
        app.complete("operations", task, Map.of("limitApproved", true));
        assertThat(limit()).isEqualTo(180_000);
    }

    @Test
    void overdueCallbackIsEscalatedToOperations() {
        aValuableCustomer(20_000);
        app.logsIn(customer);
        app.days(15);
        JsonNode call = app.tasks("customer-service", customer).get(0);
        assertThat(call.get("priority").asInt()).isEqualTo(88);
        assertThat(app.tasks("operations", customer)).isEmpty();

        app.jump("P2D");

        assertThat(app.tasks("operations", customer)).singleElement().satisfies(task -> {
            assertThat(task.get("id")).isEqualTo(call.get("id"));
            assertThat(task.get("priority").asInt()).isEqualTo(100);
        });
        assertThat(filtered("operations", "Overdue 已逾期"))
                .contains(call.get("id").asText());
        assertThat(app.entries(customer, "Call the customer"))
                .extracting(entry -> entry.at("/detail/move").asText())
                .containsExactly("ESCALATED", "CREATED");
        app.expect(204, app.complete("operations", call, Map.of("outcome", "WILL_RETURN")));
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
    }

    @Test
    void aCallPutOffToALaterDayComesBackThen() {
        aValuableCustomer(20_000);
        app.logsIn(customer);
        app.days(15);
        JsonNode call = app.tasks("customer-service", customer).get(0);
        String id = call.get("id").asText();
        String dueToday = "Due today 今日到期";
        app.jump("PT12H");
        assertThat(filtered("customer-service", dueToday)).contains(id);

        ObjectNode putOff = ((ObjectNode) call).deepCopy();
        putOff.remove("camundaFormRef"); // ignored
        putOff.put("followUp", engineTime(app.now().plus(5, ChronoUnit.HOURS)));
        app.expect(204, app.call("customer-service", HttpMethod.PUT, "/engine-rest/task/" + id, putOff));
        assertThat(filtered("customer-service", dueToday)).doesNotContain(id);
        assertThat(app.tasks("customer-service", customer)).as("not lost").hasSize(1);

        app.jump("PT6H");
        assertThat(filtered("customer-service", dueToday)).contains(id);
    }

    private List<String> filtered(String user, String filter) {
        String id = TestApplication.list(
                        app.expect(200, app.call(user, HttpMethod.GET, "/engine-rest/filter?name=" + filter, null)))
                .get(0)
                .get("id")
                .asText();
        return TestApplication.list(
                        app.expect(200, app.call(user, HttpMethod.GET, "/engine-rest/filter/" + id + "/list", null)))
                .stream()
                .map(task -> task.get("id").asText())
                .toList();
    }

    /** As the engine's REST writes instants. */
    private static String engineTime(Instant at) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ").format(at.atOffset(ZoneOffset.UTC));
    }

    @Test
    void whatPeopleDoAtATaskIsOnTheTimelineAndErasedWithTheCustomer() {
        aValuableCustomer(150_000);
        JsonNode task = app.tasks("risk", customer).get(0);
        String way = "/engine-rest/task/" + task.get("id").asText();
        app.expect(204, app.call("risk", HttpMethod.POST, way + "/claim", Map.of("userId", "risk")));
        app.expect(200, app.call("risk", HttpMethod.POST, way + "/comment/create", Map.of("message", "等工资单")));
        app.expect(204, app.call("risk", HttpMethod.POST, way + "/unclaim", Map.of()));
        app.complete("operations", task, Map.of("limitApproved", true, "note", "工资单已到"));

        assertThat(app.entries(customer, "Approve limit"))
                .extracting(entry -> entry.at("/detail/move").asText() + " "
                        + entry.at("/detail/userId").asText() + " "
                        + entry.at("/detail/note").asText())
                .contains("COMPLETED operations 工资单已到", "COMMENTED risk 等工资单", "UNCLAIMED risk ", "CLAIMED risk risk");

        app.expect(204, app.call("admin", HttpMethod.DELETE, "/api/v1/customers/" + customer, null));
        assertThat(app.jdbc()
                        .sql("select count(*) from task_move where customer_id = :id and note is not null")
                        .param("id", customer)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aLargeRaiseNeedsAnApprovalWhateverTheVariables() {
        aValuableCustomer(150_000);
        String instance =
                app.tasks("risk", customer).get(0).get("processInstanceId").asText();

        ResponseEntity<String> modified = app.call(
                "admin",
                HttpMethod.POST,
                "/engine-rest/process-instance/" + instance + "/modification",
                Map.of(
                        "instructions",
                        List.of(
                                Map.of("type", "cancel", "activityId", "Task_ApproveLimit"),
                                Map.of("type", "startBeforeActivity", "activityId", "Task_RaiseLimit"))));
        app.settle();

        assertThat(modified.getStatusCode().isError()).isTrue();
        assertThat(modified.getBody()).contains("needs an approval, and there is none");
        assertThat(limit()).isEqualTo(150_000);
        assertThat(app.tasks("risk", customer)).hasSize(1);
    }

    @Test
    void anotherTierEndsTheWaitForAnApprovalAndWithdrawsWhatIsNoLongerDue() {
        aValuableCustomer(150_000);
        assertThat(app.entries(customer, "BENEFIT_GRANTED")).isNotEmpty();

        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "B"));

        assertThat(app.tier(customer)).isEqualTo("STANDARD");
        assertThat(app.tasks("risk", customer)).isEmpty();
        assertThat(app.entries(customer, "BENEFIT_WITHDRAWN")).isNotEmpty();
        assertThat(limit()).isEqualTo(150_000);
    }

    // --- late, early and impossible ---

    @Test
    void anOrderAfterTheCustomerWasLostIsAcceptedAndRecordedAsLate() {
        app.registers(customer, "SEARCH");
        Instant dayTwenty = app.now().plus(20, ChronoUnit.DAYS);
        app.jump("P31D");
        assertThat(app.stage(customer)).isEqualTo("LOST");

        app.send(List.of(TestApplication.event(
                customer + "-late",
                "ORDER_PLACED",
                customer,
                dayTwenty,
                Map.of("orderId", customer + "-o", "amount", 100, "category", "HOME"))));
        app.settle();

        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.entries(customer, "CAME_TOO_LATE")).singleElement().satisfies(late -> {
            assertThat(late.get("kind").asText()).isEqualTo("STAGE");
            assertThat(late.at("/detail/process").asText()).isEqualTo("activation");
            assertThat(late.at("/detail/detail/event").asText()).isEqualTo("ORDER_PLACED");
        });
    }

    /** Events of long ago end no wait, reactivate nobody and make no promise due. */
    @Test
    void anEventFromBeforeTheWaitThatArrivesLateEndsNothing() {
        app.registers(customer, "SEARCH");
        Instant registered = app.now();
        app.orders(customer, 200);
        app.days(16);
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        hears("LOGGED_IN", registered.plus(1, ChronoUnit.DAYS));
        hears("ORDER_PLACED", registered.plus(2, ChronoUnit.DAYS));
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        assertThat(app.customer(customer).at("/facts/orderCount").asInt()).isEqualTo(2);

        app.days(7);
        assertThat(app.stage(customer)).isEqualTo("RECALL");
        hears("LOGGED_IN", registered.plus(3, ChronoUnit.DAYS));
        hears("ORDER_PLACED", registered.plus(4, ChronoUnit.DAYS));
        assertThat(app.stage(customer)).isEqualTo("RECALL");
        assertThat(app.entries(customer, "POINTS_EARNED"))
                .as("orders alone earned")
                .hasSize(3);

        app.jump("P43D");
        assertThat(app.stage(customer)).isEqualTo("LOST");
        int messages = app.entries(customer, "MESSAGE_QUEUED").size();
        hears("LOGGED_IN", registered.plus(5, ChronoUnit.DAYS));
        hears("ORDER_PLACED", registered.plus(6, ChronoUnit.DAYS));
        hears("LOGGED_IN", registered.plus(30, ChronoUnit.DAYS));
        app.send(List.of(TestApplication.event(
                customer + "-again",
                "ORDER_PLACED",
                customer,
                app.now(),
                Map.of(
                        "orderId",
                        customer + "-ORDER_PLACED-"
                                + registered.plus(6, ChronoUnit.DAYS).toEpochMilli(),
                        "amount",
                        100,
                        "category",
                        "HOME"))));
        app.settle();
        assertThat(app.stage(customer))
                .as("an order that is reported again is no new one")
                .isEqualTo("LOST");
        assertThat(app.entries(customer, "MESSAGE_QUEUED")).hasSize(messages);
        assertThat(app.customer(customer).get("journeys")).isEmpty();

        hears("LOGGED_IN", app.now().minus(1, ChronoUnit.DAYS));
        assertThat(app.stage(customer)).as("yesterday's login").isEqualTo("RETENTION");
    }

    /** Systems that send the day's events at night end waits that began meanwhile. */
    @Test
    void yesterdaysLoginEndsAWarningThatBeganMeanwhile() {
        app.registers(customer, "SEARCH");
        app.orders(customer, 200);
        app.days(15);
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        hears("LOGGED_IN", app.now().minus(1, ChronoUnit.DAYS));
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
    }

    @Test
    void aFirstOrderOfLongAgoIsStillTheFirst() {
        app.registers(customer, "SEARCH");
        app.days(1);
        hears("ORDER_PLACED", app.now().minus(200, ChronoUnit.DAYS));
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
    }

    private void hears(String type, Instant at) {
        String id = customer + "-" + type + "-" + at.toEpochMilli();
        app.send(List.of(TestApplication.event(
                id,
                type,
                customer,
                at,
                type.equals("ORDER_PLACED") ? Map.of("orderId", id, "amount", 100, "category", "HOME") : Map.of())));
        app.settle();
    }

    @Test
    void anOrderThatComesBeforeItsJourneyWaitsCounts() {
        app.send(List.of(
                TestApplication.event(
                        customer + "-r", "CUSTOMER_REGISTERED", customer, app.now(), Map.of("channel", "SEARCH")),
                TestApplication.event(
                        customer + "-o",
                        "ORDER_PLACED",
                        customer,
                        app.now(),
                        Map.of("orderId", customer + "-o", "amount", 100, "category", "HOME"))));
        app.settle();

        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.entries(customer, "CAME_TOO_LATE")).isEmpty();
    }

    @Test
    void aStepIntoAStageIsMadeOnceUnderItsKey() {
        app.registers(customer, "SEARCH");
        String other = customer + "-other";
        app.registers(other, "SEARCH");
        StageChange arrival = new StageChange("arrival-" + customer, customer, Stage.RETENTION, "test");
        move(arrival);
        move(new StageChange("silence-" + customer, customer, Stage.CHURN_WARNING, "test"));
        move(arrival);

        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");
        assertThat(app.entries(customer, "RETENTION")).hasSize(1);
        assertThatThrownBy(() -> move(new StageChange(arrival.key(), other, Stage.RETENTION, "test")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
    }

    private void move(StageChange move) {
        transaction.executeWithoutResult(status -> journeys.changeStage(List.of(move)));
    }

    @Test
    void aStageThatDoesNotFollowIsRefusedFromOutsideAndVisible() {
        app.registers(customer, "SEARCH");

        JsonNode problem = app.expect(409, start("service", "recall"));

        assertThat(problem.get("code").asText()).isEqualTo("ILLEGAL_STAGE");
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
        assertThat(app.entries(customer, "MOVE_REFUSED"))
                .singleElement()
                .satisfies(refused ->
                        assertThat(refused.at("/detail/detail/to").asText()).isEqualTo("RECALL"));
    }

    @Test
    void aStageEnteredFromOutsideEndsTheJourneyOfTheOneLeft() {
        app.registers(customer, "SEARCH");
        app.orders(customer, 100);
        app.expect(200, start("service", "churn-warning"));
        app.settle();

        app.expect(200, start("service", "recall"));
        app.settle();

        assertThat(app.customer(customer).get("journeys"))
                .singleElement()
                .satisfies(
                        journey -> assertThat(journey.get("process").asText()).isEqualTo("recall"));
        app.logsIn(customer);
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
        assertThat(app.entries(customer, "RETENTION").get(0).at("/detail/cause").asText())
                .isEqualTo("returned");
    }

    private void registersByADoubtfulChannel() {
        String channel = "DOUBTFUL-" + customer;
        app.expect(
                200,
                app.call(
                        "operations",
                        HttpMethod.PUT,
                        "/api/v1/channels/" + channel + "/costs/" + app.today(),
                        Map.of("cost", 100_000, "clicks", 1)));
        for (int n = 0; n < 30; n++) {
            app.send(List.of(TestApplication.event(
                    customer + "-other" + n,
                    "CUSTOMER_REGISTERED",
                    customer + "-other" + n,
                    app.now().minus(Duration.ofDays(40)),
                    Map.of("channel", channel))));
        }
        app.registers(customer, channel);
        assertThat(app.stage(customer)).isEqualTo("ACQUISITION");
    }

    private void decides(String user, String task, Map<String, ?> form) {
        JsonNode open = app.tasks(user, customer).stream()
                .filter(one -> one.get("name").asText().equals(task))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + task + " for " + user));
        app.expect(204, app.complete(user, open, form));
    }

    private void aValuableCustomer(int limit) {
        Instant now = app.now();
        app.send(List.of(TestApplication.event(
                customer + "-r",
                "CUSTOMER_REGISTERED",
                customer,
                now.minus(500, ChronoUnit.DAYS),
                Map.of("channel", "SEARCH"))));
        for (int month = 0; month <= 13; month++) {
            app.send(List.of(order(now.minus(30L * month, ChronoUnit.DAYS))));
        }
        app.settle();
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", limit));
        assertThat(app.tier(customer)).isEqualTo("HIGH_VALUE");
    }

    private Map<String, Object> order(Instant at) {
        String order = customer + "-o" + at.toEpochMilli();
        return TestApplication.event(
                order, "ORDER_PLACED", customer, at, Map.of("orderId", order, "amount", 9000, "category", "PHONE"));
    }

    /** Days with an order and a login each week, so that neither tier nor stage change. */
    private void livesOnFor(int days) {
        for (int gone = 0; gone < days; gone += 7) {
            app.jump("P7D");
            app.send(List.of(order(app.now())));
            app.logsIn(customer);
        }
        assertThat(app.tier(customer)).isEqualTo("HIGH_VALUE");
        assertThat(app.stage(customer)).isEqualTo("RETENTION");
    }

    private void retentionRunsOnceMore() {
        app.expect(200, start("service", "retention"));
        app.settle();
    }

    private ResponseEntity<String> start(String user, String process) {
        return app.call(
                user,
                HttpMethod.POST,
                "/engine-rest/process-definition/key/" + process + "/start",
                Map.of("businessKey", customer));
    }

    private int limit() {
        return app.customer(customer).at("/credit/limit").asInt();
    }

    private long incidents() {
        return app.jdbc()
                .sql("select count(*) from ACT_RU_JOB where EXCEPTION_MSG_ is not null")
                .query(Long.class)
                .single();
    }
}

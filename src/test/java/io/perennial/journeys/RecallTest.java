package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RecallTest {

    private static final String RETURNED = "moveStage{cause=returned, stage=RETENTION}";
    private static final String FIFTY_POINTS = "awardPoints{points=50, reason=RECALL}";

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("recall");

    @Test
    void recallListensFromBirth() {
        journey.starts();

        assertThat(journey.listensTo()).containsExactlyInAnyOrder("LOGGED_IN", "ORDER_PLACED");
        assertThat(journey.steps()).isEmpty();
    }

    @Test
    void firstInvitationPromisesPointsOnly() {
        ProcessInstance customer = recalled();

        assertThat(customer).isWaitingAt("Event_FourteenDays").hasNotPassed("Task_IssueCoupon");
        assertThat(journey.daysUntil("Event_FourteenDays")).isEqualTo(14);
        assertThat(journey.steps()).containsExactly(invited(0));
    }

    @Test
    void silenceClimbsTwoStepsAndThenTheCustomerIsLost() {
        ProcessInstance customer = recalled();

        journey.passes("Event_FourteenDays");
        journey.passes("Event_FourteenDays");
        assertThat(customer).isWaitingAt("Event_FourteenDays");
        journey.passes("Event_FourteenDays");

        assertThat(customer).isEnded().hasPassed("EndEvent_NoAnswer", "EndEvent_CustomerLost");
        assertThat(journey.steps())
                .containsExactly(
                        invited(0),
                        "issueCoupon{offers=interest-free-3, visit=1}",
                        invited(1),
                        "issueCoupon{offers=recall-30-off, visit=2}",
                        invited(2),
                        "moveStage{cause=three offers unanswered, stage=LOST}",
                        "recordResponse{offer=recall-30-off, response=LOST}");
    }

    @Test
    void couponThatWasWithheldIsNotPromisedButThePointsAre() {
        ProcessInstance customer = recalled();
        journey.answers("issueCoupon", Map.of("couponsGiven", "none"), Map.of("couponsGiven", "recall-30-off"));

        journey.passes("Event_FourteenDays");
        assertThat(customer).isWaitingAt("Event_FourteenDays").hasPassed("Task_InviteWithoutCoupon");
        assertThat(journey.steps()).last().isEqualTo("sendMessage{purpose=MARKETING, template=recall-points, visit=1}");

        journey.passes("Event_FourteenDays");
        assertThat(journey.steps()).endsWith("issueCoupon{offers=recall-30-off, visit=2}", invited(2));
    }

    @Test
    void withheldCouponWithoutPointsLeavesAPlainInvitationToBeAnswered() {
        journey.answers(
                "recall-offer",
                Map.of("recallOffer", "recall-30-off", "promisedPoints", 0L, "recallTemplate", "recall-cash-off"));
        journey.answers("issueCoupon", Map.of("couponsGiven", "none"));
        journey.starts();
        journey.works();
        assertThat(journey.steps()).last().isEqualTo("sendMessage{purpose=MARKETING, template=recall-plain, visit=0}");

        journey.hears("ORDER_PLACED");

        assertThat(journey.steps()).last().isEqualTo("recordResponse{offer=recall-plain, response=WON}");
    }

    @Test
    void loginIsAwaitedUntilTheCustomerIsLost() {
        ProcessInstance customer = recalled();
        journey.passes("Event_FourteenDays");
        journey.passes("Event_FourteenDays");
        journey.failsToPass("Event_FourteenDays", "moveStage");

        logsIn(false);

        assertThat(customer).isWaitingAt("Gateway_AwaitOrder").hasNotPassed("Task_MoveToLost");
    }

    @Test
    void loginEarnsThePromisedPoints() {
        ProcessInstance customer = recalled();

        logsIn(false);

        assertThat(customer).isWaitingAt("Gateway_AwaitOrder");
        assertThat(journey.listensTo()).containsExactly("ORDER_PLACED");
        assertThat(journey.steps())
                .containsExactly(invited(0), FIFTY_POINTS, RETURNED, "lookAtOrders{since=2025-06-02T02:00:00Z}");
    }

    @Test
    void loginBeforeAnythingWasPromisedEarnsNothing() {
        ProcessInstance customer = journey.starts();

        logsIn(false);

        assertThat(customer).isWaitingAt("Gateway_AwaitOrder");
        assertThat(journey.steps()).first().isEqualTo("awardPoints{points=0, reason=RECALL}");
        journey.passes("Event_NoOrderFollows");
        assertThat(journey.steps()).last().isEqualTo("recordResponse{offer=none, response=IGNORED}");
    }

    @Test
    void orderWithinFourteenDaysOfTheLoginWinsTheOffer() {
        ProcessInstance customer = recalled();
        journey.passes("Event_FourteenDays");
        logsIn(false);
        assertThat(journey.daysUntil("Event_NoOrderFollows")).isEqualTo(14);

        journey.hears("ORDER_PLACED");

        assertThat(customer).isEnded().hasPassed("EndEvent_OfferWon");
        assertThat(journey.steps()).last().isEqualTo("recordResponse{offer=interest-free-3, response=WON}");
    }

    @Test
    void orderThatCameRightAfterTheLoginWinsTheOffer() {
        ProcessInstance customer = recalled();

        logsIn(true);

        assertThat(customer).isEnded().hasPassed("EndEvent_OfferWon").hasNotPassed("Event_OrderFollows");
    }

    @Test
    void loginWithoutAnOrderLeavesTheOfferIgnored() {
        ProcessInstance customer = recalled();
        journey.passes("Event_FourteenDays");
        logsIn(false);

        journey.passes("Event_NoOrderFollows");

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerReturned");
        assertThat(journey.steps()).last().isEqualTo("recordResponse{offer=interest-free-3, response=IGNORED}");
    }

    @Test
    void orderWinsTheOfferWithoutALogin() {
        ProcessInstance customer = recalled();
        journey.passes("Event_FourteenDays");

        journey.hears("ORDER_PLACED");

        assertThat(customer).isEnded().hasPassed("EndEvent_OfferWon");
        assertThat(journey.steps())
                .endsWith(RETURNED, "recordResponse{offer=interest-free-3, response=WON}")
                .doesNotContain(FIFTY_POINTS);
    }

    private static ProcessInstance recalled() {
        journey.answers("recall-offer", offer("none"), offer("interest-free-3"), offer("recall-30-off"));
        ProcessInstance customer = journey.starts();
        journey.works();
        return customer;
    }

    private static Map<String, Object> offer(String offer) {
        return Map.of("recallOffer", offer, "promisedPoints", 50L, "recallTemplate", "recall-come-back");
    }

    private static void logsIn(boolean ordered) {
        journey.answers("lookAtOrders", Map.of("ordered", ordered));
        journey.hears("LOGGED_IN");
    }

    private static String invited(int step) {
        return "sendMessage{purpose=MARKETING, template=recall-come-back, visit=%d}".formatted(step);
    }
}

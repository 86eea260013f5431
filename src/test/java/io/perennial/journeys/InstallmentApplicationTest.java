package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstallmentApplicationTest {

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("installment-application");

    @Test
    void anEligibleApplicationIsApprovedInTheTransactionThatReceivesIt() {
        ProcessInstance application = applies("APPROVE");

        assertThat(application).isEnded().hasPassed("EndEvent_ApplicationApproved");
        assertThat(journey.steps()).containsExactly("reservePurchase{}", "placeOrder{}");
        assertThat(journey.messageJobs()).isEmpty();
    }

    @Test
    void anApplicationThatIsNotEligibleIsDeclinedWithTheReasonOfTheTable() {
        ProcessInstance application = applies("DECLINE");

        assertThat(application).isEnded().hasPassed("EndEvent_ApplicationDeclined");
        assertThat(journey.steps()).containsExactly("declineApplication{reason=OF_THE_TABLE}");
    }

    @Test
    void whereLimitOrCouponCannotBeReservedItIsDeclined() {
        journey.answers("reservePurchase", Map.of("reserved", false, "reasonCode", "OVER_LIMIT"));

        ProcessInstance application = begins("APPROVE");

        assertThat(application).isEnded().hasPassed("EndEvent_ApplicationDeclined");
        assertThat(journey.steps()).containsExactly("reservePurchase{}", "declineApplication{reason=OVER_LIMIT}");
    }

    @Test
    void aDoubtfulApplicationWaitsForRiskAndIsPlacedWhenApproved() {
        ProcessInstance application = applies("REVIEW");
        assertThat(application).isWaitingAt("Task_ReviewApplication");
        assertThat(journey.task()).hasCandidateGroup("risk");

        journey.completes(Map.of("applicationApproved", true));

        assertThat(application).isEnded().hasPassed("EndEvent_ApplicationApproved");
        assertThat(journey.steps())
                .containsExactly("reservePurchase{}", "askForReview{}", "recordApplicationVerdict", "placeOrder{}");
    }

    @Test
    void aRefusedReviewReleasesEverything() {
        ProcessInstance application = applies("REVIEW");

        journey.completes(Map.of("applicationApproved", false));

        assertThat(application).isEnded().hasPassed("EndEvent_ReviewRefused");
        assertThat(journey.steps()).endsWith("declineApplication{reason=NOT_APPROVED}");
    }

    @Test
    void approvedButAtRiskByThenIsDeclinedAtLast() {
        ProcessInstance application = applies("REVIEW");
        journey.answers("placeOrder", Map.of("orderPlaced", false, "reasonCode", "FROZEN"));

        journey.completes(Map.of("applicationApproved", true));

        assertThat(application).isEnded().hasPassed("EndEvent_NoLongerEligible");
        assertThat(journey.steps()).endsWith("placeOrder{}", "declineApplication{reason=FROZEN}");
    }

    @Test
    void afterADayTheReviewIsEscalatedAndStaysOpen() {
        ProcessInstance application = applies("REVIEW");
        assertThat(journey.daysUntil("Event_ReviewOverdue")).isEqualTo(1);

        journey.passes("Event_ReviewOverdue");

        assertThat(application).hasPassed("EndEvent_ReviewEscalated").isWaitingAt("Task_ReviewApplication");
        assertThat(journey.steps()).endsWith("escalateTask{group=operations, task=Task_ReviewApplication}");
    }

    @Test
    void afterTwoDaysWithoutADecisionItIsDeclined() {
        ProcessInstance application = applies("REVIEW");
        assertThat(journey.daysUntil("Event_NobodyReviewed")).isEqualTo(2);

        journey.passes("Event_NobodyReviewed");

        assertThat(application).isEnded().hasPassed("EndEvent_ReviewTimedOut");
        assertThat(journey.steps()).endsWith("declineApplication{reason=TIMED_OUT}");
    }

    private static ProcessInstance applies(String eligibility) {
        journey.answers("reservePurchase", Map.of("reserved", true));
        return begins(eligibility);
    }

    private static ProcessInstance begins(String eligibility) {
        journey.answers("installment-eligibility", Map.of("eligibility", eligibility, "reasonCode", "OF_THE_TABLE"));
        journey.answers("placeOrder", Map.of("orderPlaced", true));
        return journey.starts();
    }
}

package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetentionTest {

    private static final String SETTLED = "settleBenefits{benefits=LIMIT_RAISE,RATE_DISCOUNT}";

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("retention");

    @Test
    void customerWithoutARaiseJustHasTheBenefitsSettled() {
        ProcessInstance customer = settles(0.0, false);

        assertThat(customer).isEnded().hasPassed("EndEvent_BenefitsSettled");
        assertThat(journey.steps()).containsExactly(SETTLED);
    }

    @Test
    void smallRaiseNeedsNoApproval() {
        ProcessInstance customer = settles(8000.0, false);

        assertThat(customer).isEnded().hasPassed("EndEvent_LimitRaised").hasNotPassed("Task_ApproveLimit");
        assertThat(journey.steps()).containsExactly(SETTLED, "adjustLimit{amount=8000.0, mode=RAISE}");
    }

    @Test
    void withheldRaiseIsNoRaise() {
        journey.answers("adjustLimit", Map.of("limitAdjusted", false));
        ProcessInstance customer = settles(8000.0, false);

        assertThat(customer).isEnded().hasPassed("EndEvent_RaiseWithheld").hasNotPassed("EndEvent_LimitRaised");
    }

    @Test
    void largeRaiseWaitsForOperationsOrRisk() {
        ProcessInstance customer = settles(30000.0, true);

        assertThat(customer).isWaitingAt("Task_ApproveLimit");
        assertThat(journey.task()).hasCandidateGroup("operations").hasCandidateGroup("risk");
        assertThat(journey.steps()).containsExactly(SETTLED);
    }

    @Test
    void approvedRaiseRaisesTheLimit() {
        ProcessInstance customer = settles(30000.0, true);

        journey.completes(Map.of("limitApproved", true));

        assertThat(customer).isEnded().hasPassed("EndEvent_LimitRaised");
        assertThat(journey.steps()).last().isEqualTo("adjustLimit{amount=30000.0, mode=RAISE}");
    }

    @Test
    void declinedRaiseLeavesTheLimitAsItIs() {
        ProcessInstance customer = settles(30000.0, true);

        journey.completes(Map.of("limitApproved", false));

        assertThat(customer).isEnded().hasPassed("EndEvent_RaiseDeclined");
        assertThat(journey.steps()).containsExactly(SETTLED, "recordLimitVerdict");
    }

    @Test
    void approvalThatIsOverdueIsEscalatedAndStaysOpen() {
        ProcessInstance customer = settles(30000.0, true);
        assertThat(journey.daysUntil("Event_ApprovalOverdue")).isEqualTo(2);

        journey.passes("Event_ApprovalOverdue");

        assertThat(customer).hasPassed("EndEvent_ApprovalEscalated").isWaitingAt("Task_ApproveLimit");
        assertThat(journey.steps()).last().isEqualTo("escalateTask{group=risk, task=Task_ApproveLimit}");
    }

    @Test
    void raiseNobodyDecidesIsDeclinedInTheEnd() {
        ProcessInstance customer = settles(30000.0, true);
        assertThat(journey.daysUntil("Event_NobodyDecided")).isEqualTo(14);

        journey.passes("Event_NobodyDecided");

        assertThat(customer).isEnded().hasPassed("EndEvent_RaiseDeclined");
        assertThat(journey.steps()).last().isEqualTo("recordRefusal{matter=LIMIT_RAISE}");
    }

    @Test
    void benefitsDueAgainEndTheWaitForAnApproval() {
        ProcessInstance customer = settles(30000.0, true);

        journey.hears("JOURNEY_ASKED_AGAIN");

        assertThat(customer).isEnded().hasPassed("EndEvent_SettledAnew");
        assertThat(journey.task()).isNull();
    }

    private static ProcessInstance settles(double raise, boolean approvalNeeded) {
        journey.answers("tier-benefits", Map.of("benefits", "LIMIT_RAISE,RATE_DISCOUNT"));
        journey.answers("settleBenefits", Map.of("limitRaise", raise, "approvalNeeded", approvalNeeded));
        ProcessInstance customer = journey.starts();
        journey.works();
        return customer;
    }
}

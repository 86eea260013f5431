package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FreezeReviewTest {

    private static final Map<String, Object> STILL_IN_HARDSHIP = Map.of("recovered", false);
    private static final Map<String, Object> RECOVERED = Map.of("recovered", true);

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("freeze-review");

    @Test
    void customerInHardshipIsLookedAtByRisk() {
        ProcessInstance customer = journey.starts();

        assertThat(customer).isWaitingAt("Task_ReviewFreeze");
        assertThat(journey.task()).hasCandidateGroup("risk");
        assertThat(journey.steps()).isEmpty();
    }

    @Test
    void freezeThatIsNotNeededIsLifted() {
        ProcessInstance customer = journey.starts();

        decides(false);

        assertThat(customer).isEnded().hasPassed("EndEvent_CreditFree");
        assertThat(journey.steps()).containsExactly("recordFreezeVerdict", "unfreezeCredit{}");
    }

    @Test
    void frozenCreditIsFreedByItselfOnceTheCustomerHasRecovered() {
        journey.answers("checkRecovery", RECOVERED);
        ProcessInstance customer = journey.starts();

        decides(true);
        assertThat(customer).isWaitingAt("Event_ThirtyDays");
        assertThat(journey.daysUntil("Event_ThirtyDays")).isEqualTo(30);
        journey.passes("Event_ThirtyDays");

        assertThat(customer).isEnded().hasPassed("EndEvent_CreditFree");
        assertThat(journey.steps())
                .containsExactly("recordFreezeVerdict", "freezeCredit{visit=1}", "checkRecovery{}", "unfreezeCredit{}");
    }

    @Test
    void frozenCreditIsLookedAtAgainEveryThirtyDays() {
        journey.answers("checkRecovery", STILL_IN_HARDSHIP);
        ProcessInstance customer = journey.starts();
        decides(true);

        journey.passes("Event_ThirtyDays");

        assertThat(customer).isWaitingAt("Task_ReviewFreeze");
        assertThat(customer).variables().doesNotContainKey("creditFrozen");
        decides(true);
        assertThat(customer).isWaitingAt("Event_ThirtyDays");
        assertThat(journey.steps()).contains("freezeCredit{visit=1}", "freezeCredit{visit=2}");
    }

    @Test
    void reviewThatIsOverdueIsEscalatedAndStaysOpen() {
        ProcessInstance customer = journey.starts();
        assertThat(journey.daysUntil("Event_ReviewOverdue")).isEqualTo(2);

        journey.passes("Event_ReviewOverdue");

        assertThat(customer).hasPassed("EndEvent_ReviewEscalated").isWaitingAt("Task_ReviewFreeze");
        assertThat(journey.steps()).containsExactly("escalateTask{group=operations, task=Task_ReviewFreeze}");
    }

    @Test
    void whatNobodyReviewsStaysAsItIsAndIsLookedAtAgain() {
        journey.answers("checkRecovery", STILL_IN_HARDSHIP);
        ProcessInstance customer = journey.starts();
        assertThat(journey.daysUntil("Event_NobodyReviewed")).isEqualTo(14);

        journey.passes("Event_NobodyReviewed");
        assertThat(customer).isWaitingAt("Event_ThirtyDays");
        journey.passes("Event_ThirtyDays");

        assertThat(customer).isWaitingAt("Task_ReviewFreeze");
        assertThat(journey.steps()).containsExactly("checkRecovery{}");
    }

    private static void decides(boolean frozen) {
        journey.completes(Map.of("creditFrozen", frozen));
    }
}

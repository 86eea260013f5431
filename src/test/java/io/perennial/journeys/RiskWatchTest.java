package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Date;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RiskWatchTest {

    private static final Map<String, Object> STILL_AT_RISK = Map.of("recovered", false);
    private static final Map<String, Object> RECOVERED = Map.of("recovered", true);

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("risk-watch");

    @Test
    void riskyCustomerIsFrozenAskedAndWatched() {
        ProcessInstance customer = watched(STILL_AT_RISK);

        assertThat(customer).isWaitingAt("Task_HardshipCallback", "Gateway_AwaitRepayment");
        assertThat(journey.task()).hasCandidateGroup("customer-service");
        assertThat(journey.listensTo()).containsExactly("REPAYMENT_MADE");
        assertThat(journey.steps())
                .startsWith("freezeCredit{}")
                .contains("createCallback{days=2, kind=HARDSHIP, visit=1}", "checkRecovery{}");
    }

    @Test
    void customerInHardshipIsSentARepaymentPlan() {
        ProcessInstance customer = watched(STILL_AT_RISK);

        calls("HARDSHIP");

        assertThat(customer).hasPassed("EndEvent_PlanOffered").isWaitingAt("Gateway_AwaitRepayment");
        assertThat(journey.steps())
                .containsSubsequence(
                        "sendMessage{purpose=RISK, template=repayment-plan}",
                        "startJourney{journey=freeze-review, why=hardship learnt in a callback 回访得知有困难}");
    }

    @Test
    void customerWithoutHardshipIsOnlyWatched() {
        ProcessInstance customer = watched(STILL_AT_RISK);

        calls("REFUSED");

        assertThat(customer).hasPassed("EndEvent_CallbackClosed").isWaitingAt("Gateway_AwaitRepayment");
        assertThat(journey.steps()).last().isEqualTo("recordCallback{outcome=REFUSED}");
    }

    @Test
    void customerNotReachedIsCalledTwiceMore() {
        ProcessInstance customer = watched(STILL_AT_RISK);

        calls("NOT_REACHED");
        calls("NOT_REACHED");
        assertThat(customer).isWaitingAt("Task_HardshipCallback");
        calls("NOT_REACHED");

        assertThat(customer).hasPassed("EndEvent_CallbackClosed");
        assertThat(journey.steps())
                .contains("createCallback{days=2, kind=HARDSHIP, visit=3}")
                .doesNotContain("createCallback{days=2, kind=HARDSHIP, visit=4}");
    }

    @Test
    void callbackThatIsOverdueIsEscalatedAndStaysOpen() {
        ProcessInstance customer = watched(STILL_AT_RISK);
        assertThat(journey.daysUntil("Event_CallOverdue")).isEqualTo(3);

        journey.passes("Event_CallOverdue");

        assertThat(customer)
                .hasPassed("EndEvent_CallEscalated")
                .isWaitingAt("Task_HardshipCallback", "Gateway_AwaitRepayment");
        assertThat(journey.steps()).last().isEqualTo("escalateTask{group=operations, task=Task_HardshipCallback}");
    }

    @Test
    void customerNobodyCallsIsOfferedHelpByMessageAndWatchedOn() {
        ProcessInstance customer = watched(STILL_AT_RISK);
        assertThat(journey.daysUntil("Event_NobodyCalled")).isEqualTo(14);

        journey.passes("Event_NobodyCalled");

        assertThat(customer).hasPassed("EndEvent_CallbackClosed").isWaitingAt("Gateway_AwaitRepayment");
        assertThat(journey.task()).isNull();
        assertThat(journey.steps()).last().isEqualTo("sendMessage{purpose=RISK, template=repayment-help, visit=1}");
    }

    @Test
    void repaymentIsCheckedAtOnce() {
        ProcessInstance customer = watched(STILL_AT_RISK, STILL_AT_RISK, RECOVERED);

        journey.hears("REPAYMENT_MADE");
        assertThat(customer).isWaitingAt("Gateway_AwaitRepayment");
        journey.hears("REPAYMENT_MADE");

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerRecovered");
        assertThat(journey.steps()).last().isEqualTo("unfreezeCredit{}");
    }

    @Test
    void silentCustomerIsCheckedEveryThirtyDays() {
        ProcessInstance customer = watched(STILL_AT_RISK);
        assertThat(journey.daysUntil("Event_ThirtyDays")).isEqualTo(30);

        journey.passes("Event_ThirtyDays");

        assertThat(customer).isWaitingAt("Gateway_AwaitRepayment");
        assertThat(journey.steps().stream().filter("checkRecovery{}"::equals)).hasSize(2);
    }

    @Test
    void recoveryEndsTheWatchAndTheOpenCallback() {
        ProcessInstance customer = watched(RECOVERED);

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerRecovered");
        assertThat(journey.task()).isNull();
        assertThat(journey.steps()).contains("unfreezeCredit{}");
    }

    @SafeVarargs
    private static ProcessInstance watched(Map<String, Object>... checks) {
        journey.answers("createCallback", Map.of("callbackId", 1L, "callbackDue", new Date(), "callbackPriority", 60));
        journey.answers("checkRecovery", checks);
        ProcessInstance customer = journey.starts();
        journey.works();
        return customer;
    }

    private static void calls(String outcome) {
        journey.completes(Map.of("outcome", outcome));
    }
}

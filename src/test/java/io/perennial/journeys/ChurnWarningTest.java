package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Date;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChurnWarningTest {

    private static final Date DUE = new Date(1_750_000_000_000L);
    private static final Map<String, Object> TURN_CAME =
            Map.of("callbackAdmitted", true, "callbackId", 1L, "callbackDue", DUE, "callbackPriority", 90);
    private static final String SAVED = "moveStage{cause=saved, stage=RETENTION}";
    private static final String TO_RECALL = "moveStage{cause=seven silent days, stage=RECALL}";
    private static final String WRITTEN = "sendMessage{purpose=MARKETING, template=churn-soft}";

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("churn-warning");

    @Test
    void warningListensFromBirth() {
        journey.starts();

        assertThat(journey.listensTo()).containsExactlyInAnyOrder("LOGGED_IN", "ORDER_PLACED");
        assertThat(journey.steps()).isEmpty();
    }

    @Test
    void slightlySilentCustomerGetsAMessage() {
        ProcessInstance customer = warned("MESSAGE");

        assertThat(customer).isWaitingAt("Event_SevenDays");
        assertThat(journey.daysUntil("Event_SevenDays")).isEqualTo(7);
        assertThat(journey.steps()).containsExactly(WRITTEN);
    }

    @Test
    void silentCustomerGetsAnOffer() {
        ProcessInstance customer = warned("OFFER");

        assertThat(customer).isWaitingAt("Event_SevenDays");
        assertThat(journey.steps()).containsExactly("issueCoupon{offers=churn-30-off}", WRITTEN);
    }

    @Test
    void silentCustomerWhoseCouponIsWithheldGetsASoftMessage() {
        ProcessInstance customer = silent("OFFER");
        journey.answers("issueCoupon", Map.of("couponsGiven", "none"));
        journey.works();

        assertThat(customer).isWaitingAt("Event_SevenDays").hasNotPassed("Task_SendMessage");
        assertThat(journey.steps())
                .containsExactly(
                        "issueCoupon{offers=churn-30-off}", "sendMessage{purpose=MARKETING, template=churn-message}");
    }

    @Test
    void silentGoldCustomerGetsACallback() {
        ProcessInstance customer = warned("CALLBACK");

        assertThat(customer).isWaitingAt("Task_CallCustomer");
        assertThat(journey.task()).hasCandidateGroup("customer-service").hasDueDate(DUE);
        assertThat(journey.task().getPriority()).isEqualTo(90);
        assertThat(journey.steps()).containsExactly("createCallback{days=1, kind=CHURN, visit=1, waits=true}");
    }

    @Test
    void customerWhoWillReturnIsSaved() {
        ProcessInstance customer = warned("CALLBACK");

        calls("WILL_RETURN");

        assertThat(customer).isEnded().hasPassed("EndEvent_WillReturn", "EndEvent_CustomerSaved");
        assertThat(journey.steps()).endsWith("recordCallback{outcome=WILL_RETURN}", SAVED);
    }

    @Test
    void customerInHardshipIsSentARepaymentPlan() {
        ProcessInstance customer = warned("CALLBACK");

        calls("HARDSHIP");

        assertThat(customer).isWaitingAt("Event_SevenDays");
        assertThat(journey.steps())
                .endsWith(
                        "sendMessage{purpose=RISK, template=repayment-plan}",
                        "startJourney{journey=freeze-review, why=hardship learnt in a callback 回访得知有困难}");
    }

    @Test
    void callWaitsForItsTurn() {
        ProcessInstance customer = silent("CALLBACK");
        journey.answers(
                "createCallback",
                Map.of("callbackAdmitted", false, "callbackRetryAt", new Date(1_750_000_000_000L)),
                TURN_CAME);
        journey.works();
        assertThat(customer).isWaitingAt("Event_TurnCame");
        assertThat(journey.task()).isNull();

        journey.passes("Event_TurnCame");

        assertThat(customer).isWaitingAt("Task_CallCustomer");
        assertThat(journey.steps())
                .containsExactly(
                        "createCallback{days=1, kind=CHURN, visit=1, waits=true}",
                        "createCallback{days=1, kind=CHURN, visit=1, waits=true}");
    }

    @Test
    void refusingCustomerIsNotCalledAgain() {
        ProcessInstance customer = warned("CALLBACK");

        calls("REFUSED");

        assertThat(customer).isWaitingAt("Event_SevenDays");
    }

    @Test
    void customerNotReachedIsCalledTwiceMore() {
        ProcessInstance customer = warned("CALLBACK");

        calls("NOT_REACHED");
        assertThat(customer).isWaitingAt("Task_CallCustomer").variables().doesNotContainKey("outcome");
        calls("NOT_REACHED");
        assertThat(customer).isWaitingAt("Task_CallCustomer");
        calls("NOT_REACHED");

        assertThat(customer).isWaitingAt("Event_SevenDays");
        assertThat(journey.steps())
                .containsExactly(
                        "createCallback{days=1, kind=CHURN, visit=1, waits=true}",
                        "recordCallback{outcome=NOT_REACHED}",
                        "createCallback{days=1, kind=CHURN, visit=2, waits=true}",
                        "recordCallback{outcome=NOT_REACHED}",
                        "createCallback{days=1, kind=CHURN, visit=3, waits=true}",
                        "recordCallback{outcome=NOT_REACHED}");
    }

    @Test
    void overdueCallGoesToOperationsOnceAndStaysOpen() {
        ProcessInstance customer = warned("CALLBACK");
        assertThat(journey.dueAt("Event_CallOverdue")).isEqualTo(DUE);

        journey.passes("Event_CallOverdue");

        assertThat(customer).isWaitingAt("Task_CallCustomer").hasPassed("EndEvent_CallEscalated");
        assertThat(journey.steps()).last().isEqualTo("escalateTask{group=operations, task=Task_CallCustomer}");
        calls("REFUSED");
        assertThat(customer).isWaitingAt("Event_SevenDays");
    }

    @Test
    void callMadeInTimeIsNotEscalated() {
        ProcessInstance customer = warned("CALLBACK");

        calls("REFUSED");

        assertThat(customer).hasNotPassed("EndEvent_CallEscalated");
        assertThat(journey.isAwaited("Event_CallOverdue")).isFalse();
    }

    @Test
    void callNobodyMakesDoesNotHoldTheJourney() {
        ProcessInstance customer = warned("CALLBACK");
        assertThat(journey.daysUntil("Event_NobodyCalled")).isEqualTo(7);

        journey.passes("Event_NobodyCalled");

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerToRecall").hasNotPassed("Event_SevenDays");
        assertThat(journey.steps()).last().isEqualTo(TO_RECALL);
    }

    @Test
    void sevenSilentDaysLeadToRecall() {
        ProcessInstance customer = warned("MESSAGE");

        journey.passes("Event_SevenDays");

        assertThat(customer).isEnded().hasPassed("EndEvent_StayedSilent", "EndEvent_CustomerToRecall");
        assertThat(journey.steps()).containsExactly(WRITTEN, TO_RECALL);
    }

    @Test
    void loginSavesTheCustomer() {
        ProcessInstance customer = warned("OFFER");

        journey.hears("LOGGED_IN");

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerSaved");
        assertThat(journey.steps()).last().isEqualTo(SAVED);
    }

    @Test
    void orderSavesTheCustomerAndDropsTheCall() {
        ProcessInstance customer = warned("CALLBACK");

        journey.hears("ORDER_PLACED");

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerSaved");
        assertThat(journey.task()).isNull();
        assertThat(journey.steps()).last().isEqualTo(SAVED);
    }

    @Test
    void loginSavesTheCustomerEvenOnTheWayToRecall() {
        ProcessInstance customer = warned("MESSAGE");
        journey.failsToPass("Event_SevenDays", "moveStage");

        journey.hears("LOGGED_IN");

        assertThat(customer).isEnded().hasPassed("EndEvent_CustomerSaved");
        assertThat(journey.steps()).containsExactly(WRITTEN, SAVED);
    }

    private static ProcessInstance warned(String action) {
        ProcessInstance customer = silent(action);
        journey.works();
        return customer;
    }

    private static ProcessInstance silent(String action) {
        journey.answers(
                "churn-action",
                Map.of(
                        "churnAction",
                        action,
                        "churnOffer",
                        "churn-30-off",
                        "churnTemplate",
                        "churn-soft",
                        "callbackDays",
                        1L));
        journey.answers("createCallback", TURN_CAME);
        return journey.starts();
    }

    private static void calls(String outcome) {
        journey.completes(Map.of("outcome", outcome, "note", "talked to a relative"));
    }
}

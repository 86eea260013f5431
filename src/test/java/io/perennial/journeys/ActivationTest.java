package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ActivationTest {

    private static final String TO_RETENTION = "moveStage{cause=first order, stage=RETENTION}";

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("activation");

    @Test
    void customerWhoAlreadyOrderedGoesStraightToRetention() {
        ProcessInstance newcomer = begins(true);

        assertThat(newcomer).isEnded().hasPassed("EndEvent_CustomerActivated");
        assertThat(journey.steps()).containsExactly("lookAtOrders{}", TO_RETENTION, answered("none", "WON"));
    }

    @Test
    void orderIsReceivedFromTheMomentOrdersWereChecked() {
        journey.answers("lookAtOrders", Map.of("ordered", false));
        journey.answers("activation-guide", Map.of("guide", "guide-welcome"));
        journey.starts();

        journey.worksOff("StartEvent_ActivationBegins");

        assertThat(journey.listensTo()).containsExactly("ORDER_PLACED");
    }

    @Test
    void newCustomerGetsTheGuideAtOnceAndTheOfferOnDaySeven() {
        ProcessInstance newcomer = begins(false);

        assertThat(newcomer).isWaitingAt("Event_Day7");
        assertThat(journey.daysUntil("Event_Day7")).isEqualTo(7);
        assertThat(journey.steps())
                .containsExactly("lookAtOrders{}", "sendMessage{purpose=MARKETING, template=guide-trade-in}");

        journey.passes("Event_Day7");

        assertThat(newcomer).isWaitingAt("Event_Day14");
        assertThat(journey.daysUntil("Event_Day14")).isEqualTo(7);
        assertThat(journey.steps().subList(2, 4))
                .containsExactly(
                        "issueCoupon{offers=appliance-200-off,interest-free-3, oncePerCustomer=true}",
                        "sendMessage{purpose=MARKETING, template=activation-offer}");
    }

    @Test
    void customerIsRemindedOnceAndLostOnDayThirty() {
        ProcessInstance newcomer = begins(false);
        journey.passes("Event_Day7");

        journey.passes("Event_Day14");

        assertThat(newcomer).isWaitingAt("Event_Day30");
        assertThat(journey.daysUntil("Event_Day30")).isEqualTo(16);
        assertThat(journey.steps().get(4)).isEqualTo("sendMessage{purpose=MARKETING, template=activation-reminder}");

        journey.passes("Event_Day30");

        assertThat(newcomer).isEnded().hasPassed("EndEvent_GivenUp", "EndEvent_NeverActivated");
        assertThat(journey.steps().subList(5, 7))
                .containsExactly(
                        "moveStage{cause=never activated, stage=LOST}",
                        answered("appliance-200-off,interest-free-3", "LOST"));
    }

    @Test
    void customerWhoWasGivenOneCouponOfTwoIsWrittenTo() {
        ProcessInstance newcomer = begins(false);
        journey.answers("issueCoupon", Map.of("couponsGiven", "appliance-200-off"));

        journey.passes("Event_Day7");

        assertThat(newcomer).isWaitingAt("Event_Day14").hasPassed("Task_SendOffer");
    }

    @Test
    void customerWhoWasGivenNothingIsPromisedNothing() {
        ProcessInstance newcomer = begins(false);
        journey.answers("issueCoupon", Map.of("couponsGiven", "none"));

        journey.passes("Event_Day7");

        assertThat(newcomer).isWaitingAt("Event_Day14").hasNotPassed("Task_SendOffer");
        assertThat(journey.steps())
                .last()
                .isEqualTo("issueCoupon{offers=appliance-200-off,interest-free-3, oncePerCustomer=true}");

        journey.passes("Event_Day14");

        assertThat(newcomer).isWaitingAt("Event_Day30").hasNotPassed("Task_SendReminder");
        assertThat(journey.steps()).last().isEqualTo("sendMessage{purpose=MARKETING, template=guide-trade-in}");
    }

    @Test
    void firstOrderEndsTheWaitAtOnce() {
        ProcessInstance newcomer = begins(false);

        journey.hears("ORDER_PLACED");

        assertThat(newcomer).isEnded().hasPassed("EndEvent_CustomerActivated");
        assertThat(journey.steps()).endsWith(TO_RETENTION, answered("none", "WON"));
    }

    @Test
    void firstOrderIsAwaitedUntilTheCustomerIsLost() {
        ProcessInstance newcomer = begins(false);
        journey.passes("Event_Day7");
        journey.passes("Event_Day14");
        journey.failsToPass("Event_Day30", "moveStage");

        journey.hears("ORDER_PLACED");

        assertThat(newcomer).isEnded().hasPassed("EndEvent_CustomerActivated").hasNotPassed("EndEvent_NeverActivated");
        assertThat(journey.steps()).endsWith(TO_RETENTION, answered("appliance-200-off,interest-free-3", "WON"));
    }

    private static String answered(String offers, String response) {
        return "recordResponse{offer=" + offers + ", response=" + response + "}";
    }

    private static ProcessInstance begins(boolean ordered) {
        journey.answers("lookAtOrders", Map.of("ordered", ordered));
        journey.answers("activation-guide", Map.of("guide", "guide-trade-in"));
        journey.answers("activation-offer", Map.of("activationOffers", "appliance-200-off,interest-free-3"));
        ProcessInstance newcomer = journey.starts();
        journey.works();
        return newcomer;
    }
}

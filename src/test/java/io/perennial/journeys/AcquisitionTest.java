package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AcquisitionTest {

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("acquisition");

    @Test
    void customerOfAGoodChannelGetsALimitAndAMembership() {
        journey.answers("channel-quality", Map.of("channelQuality", "GOOD"));

        ProcessInstance newcomer = registers();

        assertThat(newcomer).isEnded().hasPassed("EndEvent_CustomerAcquired");
        assertThat(journey.steps())
                .containsExactly(
                        "adjustLimit{amount=3000, mode=OPENING}",
                        "enrolMember{}",
                        "moveStage{cause=registered, stage=ACTIVATION}");
    }

    @Test
    void customerOfAnUnratedChannelPasses() {
        journey.answers("channel-quality", Map.of("channelQuality", "UNRATED"));

        assertThat(registers()).isEnded().hasPassed("EndEvent_CustomerAcquired");
    }

    @Test
    void customerOfADoubtfulChannelIsReviewedByRisk() {
        journey.answers("channel-quality", Map.of("channelQuality", "DOUBTFUL"));

        ProcessInstance newcomer = registers();

        assertThat(newcomer).isWaitingAt("Task_ReviewRegistration");
        assertThat(journey.task()).hasCandidateGroup("risk");
        assertThat(journey.steps()).isEmpty();
    }

    @Test
    void acceptedCustomerOfADoubtfulChannelIsAcquired() {
        journey.answers("channel-quality", Map.of("channelQuality", "DOUBTFUL"));
        ProcessInstance newcomer = registers();

        journey.completes(Map.of("registrationAccepted", true));

        assertThat(newcomer).isEnded().hasPassed("EndEvent_CustomerAcquired");
    }

    @Test
    void refusedRegistrationEndsInLost() {
        journey.answers("channel-quality", Map.of("channelQuality", "DOUBTFUL"));
        ProcessInstance newcomer = registers();

        journey.completes(Map.of("registrationAccepted", false));

        assertThat(newcomer).isEnded().hasPassed("EndEvent_RegistrationRefused");
        assertThat(journey.steps())
                .containsExactly("recordRegistrationVerdict", "moveStage{cause=registration refused, stage=LOST}");
    }

    @Test
    void reviewThatIsOverdueIsEscalatedAndStaysOpen() {
        journey.answers("channel-quality", Map.of("channelQuality", "DOUBTFUL"));
        ProcessInstance newcomer = registers();
        assertThat(journey.daysUntil("Event_ReviewOverdue")).isEqualTo(2);

        journey.passes("Event_ReviewOverdue");

        assertThat(newcomer).hasPassed("EndEvent_ReviewEscalated").isWaitingAt("Task_ReviewRegistration");
        assertThat(journey.steps()).containsExactly("escalateTask{group=operations, task=Task_ReviewRegistration}");
    }

    @Test
    void registrationNobodyReviewsIsRefusedInTheEnd() {
        journey.answers("channel-quality", Map.of("channelQuality", "DOUBTFUL"));
        ProcessInstance newcomer = registers();
        assertThat(journey.daysUntil("Event_NobodyReviewed")).isEqualTo(14);

        journey.passes("Event_NobodyReviewed");

        assertThat(newcomer).isEnded().hasPassed("EndEvent_RegistrationRefused");
        assertThat(journey.steps())
                .containsExactly(
                        "recordRefusal{matter=REGISTRATION}", "moveStage{cause=registration refused, stage=LOST}");
    }

    private static ProcessInstance registers() {
        journey.answers("opening-limit", Map.of("openingLimit", 3000L));
        ProcessInstance newcomer = journey.startsBy("CUSTOMER_REGISTERED");
        journey.works();
        return newcomer;
    }
}

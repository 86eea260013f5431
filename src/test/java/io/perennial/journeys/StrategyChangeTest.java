package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StrategyChangeTest {

    private static final String DECIDED = "recordStrategyVerdict";

    @RegisterExtension
    static final ProcessHarness journey = new ProcessHarness("strategy-change");

    @Test
    void proposedChangeIsRecordedAtOnceAndWaitsForOperationsOrRisk() {
        ProcessInstance change = journey.starts();

        assertThat(change).isWaitingAt("Task_ApproveStrategy");
        assertThat(journey.task()).hasCandidateGroup("operations").hasCandidateGroup("risk");
        assertThat(journey.steps()).containsExactly("recordProposal");
    }

    @Test
    void approvedChangeIsPutInForce() {
        ProcessInstance change = approved(true);

        assertThat(change).isEnded().hasPassed("EndEvent_StrategyInForce");
        assertThat(journey.steps()).containsExactly("recordProposal", DECIDED, "deployStrategy{}");
    }

    @Test
    void approvedChangeOfAnOlderVersionIsOvertaken() {
        ProcessInstance change = approved(false);

        assertThat(change).isEnded().hasPassed("EndEvent_Overtaken");
    }

    @Test
    void rejectedChangeEndsWithoutEffect() {
        ProcessInstance change = journey.starts();

        journey.completes(Map.of("strategyApproved", false));

        assertThat(change).isEnded().hasPassed("EndEvent_ChangeRejected");
        assertThat(journey.steps()).containsExactly("recordProposal", DECIDED);
    }

    @Test
    void approvalThatIsOverdueIsEscalatedAndStaysOpen() {
        ProcessInstance change = journey.starts();
        assertThat(journey.daysUntil("Event_ApprovalOverdue")).isEqualTo(2);

        journey.passes("Event_ApprovalOverdue");

        assertThat(change).hasPassed("EndEvent_ApprovalEscalated").isWaitingAt("Task_ApproveStrategy");
        assertThat(journey.steps()).last().isEqualTo("escalateTask{group=risk, task=Task_ApproveStrategy}");
    }

    @Test
    void changeNobodyDecidesExpires() {
        ProcessInstance change = journey.starts();
        assertThat(journey.daysUntil("Event_NobodyDecided")).isEqualTo(14);

        journey.passes("Event_NobodyDecided");

        assertThat(change).isEnded().hasPassed("EndEvent_ProposalExpired");
        assertThat(journey.steps()).last().isEqualTo("closeProposal{}");
    }

    private static ProcessInstance approved(boolean stillCurrent) {
        journey.answers("deployStrategy", Map.of("strategyInForce", stillCurrent));
        ProcessInstance change = journey.starts();
        journey.completes(Map.of("strategyApproved", true));
        return change;
    }
}

package io.perennial.task.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.junit.jupiter.api.Test;

class StepTest {

    @Test
    void keyIsTheSameForEveryAttempt() {
        assertThat(key(Map.of())).isEqualTo("i1:Task_IssueCoupon").isEqualTo(key(Map.of()));
    }

    @Test
    void visitsOfOneActivityHaveKeysOfTheirOwn() {
        assertThat(key(Map.of("visit", 2))).isEqualTo("i1:Task_IssueCoupon:2").isNotEqualTo(key(Map.of("visit", 3)));
    }

    @Test
    void oncePerCustomerLeavesOutTheInstance() {
        assertThat(key(Map.of("oncePerCustomer", "true"))).isEqualTo("once:c1:activation:Task_IssueCoupon");
    }

    @Test
    void inputsOfOlderModelsGiveTheSameKeys() {
        assertThat(key(Map.of("occasion", 2))).isEqualTo(key(Map.of("visit", 2)));
        assertThat(key(Map.of("once", "true"))).isEqualTo(key(Map.of("oncePerCustomer", "true")));
    }

    private static String key(Map<String, Object> inputs) {
        DelegateExecution execution = mock(DelegateExecution.class);
        when(execution.getProcessInstanceId()).thenReturn("i1");
        when(execution.getProcessBusinessKey()).thenReturn("c1");
        when(execution.getProcessDefinitionId()).thenReturn("activation:3:abc");
        when(execution.getCurrentActivityId()).thenReturn("Task_IssueCoupon");
        inputs.forEach((name, value) -> when(execution.getVariable(name)).thenReturn(value));
        return new Step(execution).key();
    }
}

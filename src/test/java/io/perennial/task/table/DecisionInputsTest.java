package io.perennial.task.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecisionInputsTest {

    private final DecisionInputs words = new DecisionInputs();

    @Test
    void tablesAreTriedWithAValueOfEveryWord() {
        assertThat(words.samples().keySet()).isEqualTo(words.inputs());
        assertThat(words.samples()).doesNotContainValue(null);
    }
}

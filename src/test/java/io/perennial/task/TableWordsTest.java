package io.perennial.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableWordsTest {

    private final DecisionInputs words = new DecisionInputs();

    @Test
    void tablesAreTriedWithAValueOfEveryWord() {
        assertThat(words.samples().keySet()).isEqualTo(words.words());
        assertThat(words.samples()).doesNotContainValue(null);
    }
}

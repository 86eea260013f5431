package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseWindowTableTest extends TableUnderTest {

    ResponseWindowTableTest() {
        super("response-window");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    offer=recall-30-off     | Recall: 45
                    offer=interest-free-3   | Recall: 45
                    offer=festival-gift     | Gift: 14
                    offer=appliance-200-off | Other: 30
                    offer=null              | Other: 30
                    """)
    void theOfferHasItsWindow(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

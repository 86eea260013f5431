package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallOfferTableTest extends TableUnderTest {

    RecallOfferTableTest() {
        super("recall-offer");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    recallStep=0 tier=STANDARD avgMonthlySpend=100     | Start: none 50 recall-points
                    recallStep=1 tier=STANDARD avgMonthlySpend=100     | FirstStep: interest-free-3 50 recall-interest-free
                    recallStep=2 tier=STANDARD                         | SecondStep: recall-30-off 50 recall-cash-off
                    recallStep=1 tier=STANDARD avgMonthlySpend=2999.99 | FirstStep: interest-free-3 50 recall-interest-free
                    recallStep=1 tier=HIGH_VALUE avgMonthlySpend=3000  | SpenderFirstStep: recall-30-off 50 recall-cash-off
                    recallStep=0 tier=HIGH_VALUE avgMonthlySpend=9000  | Start: none 50 recall-points
                    recallStep=0 tier=RISK                             | AtRisk: none 0 recall-plain
                    recallStep=2 tier=RISK avgMonthlySpend=9000        | AtRisk: none 0 recall-plain
                    ''                                                 | Start: none 50 recall-points
                    recallStep=1                                       | FirstStep: interest-free-3 50 recall-interest-free
                    """)
    void eachStepOffersMore(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChurnActionTableTest extends TableUnderTest {

    ChurnActionTableTest() {
        super("churn-action");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    tier=RISK churnRisk=HIGH avgMonthlySpend=9000         | AtRisk: MESSAGE none churn-message 0
                    tier=HIGH_VALUE churnRisk=LOW avgMonthlySpend=6000    | HighValue: CALLBACK none churn-callback 1
                    tier=HIGH_VALUE churnRisk=HIGH                        | HighValue: CALLBACK none churn-callback 1
                    tier=STANDARD churnRisk=MEDIUM avgMonthlySpend=1000   | SpenderAtStake: CALLBACK none churn-callback 2
                    tier=STANDARD churnRisk=HIGH avgMonthlySpend=1000.00  | SpenderAtStake: CALLBACK none churn-callback 2
                    tier=STANDARD churnRisk=MEDIUM avgMonthlySpend=999.99 | RiskIsReal: OFFER churn-30-off churn-offer 0
                    tier=STANDARD churnRisk=HIGH                          | RiskIsReal: OFFER churn-30-off churn-offer 0
                    churnRisk=MEDIUM                                      | RiskIsReal: OFFER churn-30-off churn-offer 0
                    tier=STANDARD churnRisk=LOW avgMonthlySpend=9000      | Soft: MESSAGE none churn-message 0
                    tier=STANDARD churnRisk=NONE                          | Soft: MESSAGE none churn-message 0
                    ''                                                    | Soft: MESSAGE none churn-message 0
                    """)
    void valueAndRiskChooseTheAction(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

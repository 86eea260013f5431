package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChurnRiskTableTest extends TableUnderTest {

    ChurnRiskTableTest() {
        super("churn-risk");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    daysSinceLogin=14  | Active: NONE ACTIVE
                    daysSinceLogin=15  | NoLogin15: LOW NO_LOGIN
                    daysSinceLogin=29  | NoLogin15: LOW NO_LOGIN
                    daysSinceLogin=30  | NoLogin30: MEDIUM NO_LOGIN
                    daysSinceLogin=59  | NoLogin30: MEDIUM NO_LOGIN
                    daysSinceLogin=60  | NoLogin60: HIGH NO_LOGIN
                    daysSinceLogin=400 | NoLogin60: HIGH NO_LOGIN
                    """)
    void silenceGrowsTheRisk(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    daysSinceLogin=15 avgMonthlySpend=3000.00 | SpenderNoLogin15: MEDIUM NO_LOGIN
                    daysSinceLogin=15 avgMonthlySpend=2999.99 | NoLogin15: LOW NO_LOGIN
                    daysSinceLogin=14 avgMonthlySpend=3000.00 | Active: NONE ACTIVE
                    daysSinceLogin=29 avgMonthlySpend=9000    | SpenderNoLogin15: MEDIUM NO_LOGIN
                    daysSinceLogin=60 avgMonthlySpend=9000    | NoLogin60: HIGH NO_LOGIN
                    """)
    void aSpenderIsWarnedOneStepGraver(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    daysSinceLogin=0 daysSinceOrder=29  | Active: NONE ACTIVE
                    daysSinceLogin=0 daysSinceOrder=30  | NoOrder30: LOW NO_ORDER
                    daysSinceLogin=0 daysSinceOrder=59  | NoOrder30: LOW NO_ORDER
                    daysSinceLogin=0 daysSinceOrder=60  | NoOrder60: MEDIUM NO_ORDER
                    daysSinceLogin=15 daysSinceOrder=30 | NoLogin15: LOW NO_LOGIN
                    daysSinceLogin=15 daysSinceOrder=60 | NoOrder60: MEDIUM NO_ORDER
                    """)
    void aMonthWithoutOrderCountsThoughTheCustomerLogsIn(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    daysSinceLogin=7 repaymentDelayTrend=0.5 | RepaymentSlowing: MEDIUM REPAYMENT_SLOWING
                    daysSinceLogin=6 repaymentDelayTrend=0.5 | Active: NONE ACTIVE
                    daysSinceLogin=7 repaymentDelayTrend=0   | Active: NONE ACTIVE
                    daysSinceLogin=7 repaymentDelayTrend=-1  | Active: NONE ACTIVE
                    daysSinceLogin=20 repaymentDelayTrend=2  | RepaymentSlowing: MEDIUM REPAYMENT_SLOWING
                    """)
    void laterRepaymentsAndAWeekOfSilenceCount(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    daysSinceLogin=15 daysSinceWarning=14                      | Active: NONE ACTIVE
                    daysSinceLogin=15 daysSinceWarning=15                      | NoLogin15: LOW NO_LOGIN
                    daysSinceLogin=30 daysSinceWarning=14                      | Active: NONE ACTIVE
                    daysSinceLogin=60 daysSinceWarning=14                      | Active: NONE ACTIVE
                    daysSinceLogin=60 daysSinceWarning=15                      | NoLogin60: HIGH NO_LOGIN
                    daysSinceLogin=30 daysSinceWarning=15                      | NoLogin30: MEDIUM NO_LOGIN
                    daysSinceLogin=16 avgMonthlySpend=5000 daysSinceWarning=14 | Active: NONE ACTIVE
                    daysSinceLogin=0 daysSinceOrder=30 daysSinceWarning=29     | Active: NONE ACTIVE
                    daysSinceLogin=0 daysSinceOrder=30 daysSinceWarning=30     | NoOrder30: LOW NO_ORDER
                    daysSinceLogin=0 daysSinceOrder=60 daysSinceWarning=29     | Active: NONE ACTIVE
                    daysSinceLogin=7 repaymentDelayTrend=1 daysSinceWarning=29 | Active: NONE ACTIVE
                    daysSinceLogin=7 repaymentDelayTrend=1 daysSinceWarning=30 | RepaymentSlowing: MEDIUM REPAYMENT_SLOWING
                    """)
    void whoWasWarnedIsLeftInPeace(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                        | Active: NONE ACTIVE
                    daysSinceOrder=null daysSinceLogin=3      | Active: NONE ACTIVE
                    repaymentDelayTrend=1 daysSinceLogin=null | Active: NONE ACTIVE
                    """)
    void anUnknownFactWarnsNobody(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

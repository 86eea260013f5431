package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerTierTableTest extends TableUnderTest {

    CustomerTierTableTest() {
        super("customer-tier");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=2 | Risk: RISK
                    overdueCount12m=1 billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=2 | Standard: STANDARD
                    overdueCount12m=3 billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=2 | Risk: RISK
                    overdueCount12m=2 billsOnTimeInARow=2 orders30d=1 ordersPrevious30d=2 | Standard: STANDARD
                    overdueCount12m=2 billsOnTimeInARow=0 orders30d=1 ordersPrevious30d=2 | Risk: RISK
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=1 | Standard: STANDARD
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=0 ordersPrevious30d=0 | Risk: RISK
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=0 ordersPrevious30d=1 | Risk: RISK
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=2 ordersPrevious30d=3 | Standard: STANDARD
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=2 ordersPrevious30d=4 | Risk: RISK
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=3 ordersPrevious30d=2 | Standard: STANDARD
                    """)
    void riskNeedsTwoOverdueBillsNoTwoOnTimeAndHalvedOrders(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    creditGrade=A+ avgMonthlySpend=5000.01 monthsWithoutOverdue=12 | HighValue: HIGH_VALUE
                    creditGrade=A+ avgMonthlySpend=5000.00 monthsWithoutOverdue=12 | Standard: STANDARD
                    creditGrade=A+ avgMonthlySpend=5001 monthsWithoutOverdue=12    | HighValue: HIGH_VALUE
                    creditGrade=A+ avgMonthlySpend=5000.01 monthsWithoutOverdue=11 | Standard: STANDARD
                    creditGrade=A+ avgMonthlySpend=5000.01 monthsWithoutOverdue=13 | HighValue: HIGH_VALUE
                    creditGrade=A avgMonthlySpend=5000.01 monthsWithoutOverdue=12  | Standard: STANDARD
                    creditGrade=B avgMonthlySpend=5000.01 monthsWithoutOverdue=12  | Standard: STANDARD
                    """)
    void highValueNeedsSpendAYearWithoutOverdueAndTheBestGrade(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    daysSinceRegistration=7 orderCount=0 applianceInstallmentViews=1   | Potential: POTENTIAL
                    daysSinceRegistration=6 orderCount=0 applianceInstallmentViews=1   | Standard: STANDARD
                    daysSinceRegistration=400 orderCount=0 applianceInstallmentViews=1 | Potential: POTENTIAL
                    daysSinceRegistration=7 orderCount=1 applianceInstallmentViews=1   | Standard: STANDARD
                    daysSinceRegistration=7 orderCount=0 applianceInstallmentViews=0   | Standard: STANDARD
                    """)
    void potentialIsAWeekOldWithoutOrderAndHasLookedAtAppliances(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=2 creditGrade=A+ avgMonthlySpend=5000.01 monthsWithoutOverdue=12 daysSinceRegistration=7 orderCount=0 applianceInstallmentViews=1 | Risk: RISK
                    creditGrade=A+ avgMonthlySpend=5000.01 monthsWithoutOverdue=12 daysSinceRegistration=7 orderCount=0 applianceInstallmentViews=1                                                                       | HighValue: HIGH_VALUE
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=2 daysSinceRegistration=7 orderCount=0 applianceInstallmentViews=1                                                                | Risk: RISK
                    """)
    void riskWinsThenHighValueThenPotential(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                                       | Standard: STANDARD
                    billsOnTimeInARow=1 orders30d=1 ordersPrevious30d=2                      | Standard: STANDARD
                    overdueCount12m=2 orders30d=1 ordersPrevious30d=2                        | Standard: STANDARD
                    overdueCount12m=2 billsOnTimeInARow=1 ordersPrevious30d=2                | Standard: STANDARD
                    overdueCount12m=2 billsOnTimeInARow=1 orders30d=1                        | Standard: STANDARD
                    avgMonthlySpend=5000.01 monthsWithoutOverdue=12                          | Standard: STANDARD
                    creditGrade=A+ monthsWithoutOverdue=12                                   | Standard: STANDARD
                    creditGrade=A+ avgMonthlySpend=5000.01                                   | Standard: STANDARD
                    orderCount=0 applianceInstallmentViews=1                                 | Standard: STANDARD
                    daysSinceRegistration=7 applianceInstallmentViews=1                      | Standard: STANDARD
                    daysSinceRegistration=7 orderCount=0                                     | Standard: STANDARD
                    overdueCount12m=2 billsOnTimeInARow=null orders30d=1 ordersPrevious30d=2 | Standard: STANDARD
                    creditGrade=null avgMonthlySpend=5000.01 monthsWithoutOverdue=12         | Standard: STANDARD
                    daysSinceRegistration=7 orderCount=null applianceInstallmentViews=1      | Standard: STANDARD
                    """)
    void anUnknownFactMovesNobody(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

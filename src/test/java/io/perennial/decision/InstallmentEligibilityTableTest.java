package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallmentEligibilityTableTest extends TableUnderTest {

    InstallmentEligibilityTableTest() {
        super("installment-eligibility");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            creditObjection=FROZEN shareOfAvailable=0.1 creditGrade=A       | Frozen: DECLINE FROZEN
            creditObjection=AT_RISK shareOfAvailable=0.1 creditGrade=A      | AtRisk: DECLINE AT_RISK
            creditObjection=FACTS_STALE shareOfAvailable=0.1 creditGrade=A  | FactsUnknown: DECLINE TRY_LATER
            creditObjection=FACTS_MISSING shareOfAvailable=9 creditGrade=D  | FactsUnknown: DECLINE TRY_LATER
            creditObjection=NONE shareOfAvailable=0.1 creditGrade=D         | GradeD: DECLINE GRADE_D
            creditObjection=NONE shareOfAvailable=1.000001 creditGrade=A    | OverLimit: DECLINE OVER_LIMIT
            creditObjection=NONE shareOfAvailable=1 creditGrade=A           | LargeShare: REVIEW LARGE_SHARE
            creditObjection=NONE shareOfAvailable=0.8000002 creditGrade=A+  | LargeShare: REVIEW LARGE_SHARE
            creditObjection=NONE shareOfAvailable=0.8 creditGrade=A+        | Otherwise: APPROVE NONE
            creditObjection=NONE shareOfAvailable=0.1 creditGrade=C         | GradeC: REVIEW GRADE_C
            creditObjection=NONE shareOfAvailable=1.1 creditGrade=C         | OverLimit: DECLINE OVER_LIMIT
            creditObjection=NONE shareOfAvailable=0.1 creditGrade=null      | NoGrade: REVIEW NO_GRADE
            creditObjection=NONE shareOfAvailable=0.1 creditGrade=B         | Otherwise: APPROVE NONE
            """)
    void riskFirstThenTheLimitThenTheGrade(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitCapTableTest extends TableUnderTest {

    LimitCapTableTest() {
        super("limit-cap");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    creditGrade=A+   | GradeAPlus: 200000
                    creditGrade=A    | GradeA: 100000
                    creditGrade=B    | GradeB: 50000
                    creditGrade=C    | GradeC: 20000
                    creditGrade=D    | GradeD: 5000
                    creditGrade=null | NoGrade: 50000
                    ''               | NoGrade: 50000
                    creditGrade=E    | UnknownGrade: 5000
                    """)
    void theGradeNamesTheHighestLimit(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningLimitTableTest extends TableUnderTest {

    OpeningLimitTableTest() {
        super("opening-limit");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    creditGrade=A+ age=30 channelQuality=GOOD       | GradeAPlus: 20000
                    creditGrade=A age=30 channelQuality=GOOD        | GradeA: 10000
                    creditGrade=B age=30 channelQuality=DOUBTFUL    | GradeB: 5000
                    creditGrade=C age=30 channelQuality=UNRATED     | GradeC: 2000
                    creditGrade=D age=30 channelQuality=GOOD        | GradeD: 0
                    creditGrade=null age=30 channelQuality=DOUBTFUL | DoubtfulChannel: 1000
                    creditGrade=null age=30 channelQuality=GOOD     | NoGrade: 3000
                    creditGrade=null age=30 channelQuality=UNRATED  | NoGrade: 3000
                    creditGrade=null age=null channelQuality=null   | NoGrade: 3000
                    creditGrade=A+ age=17 channelQuality=GOOD       | Minor: 0
                    creditGrade=null age=17 channelQuality=GOOD     | Minor: 0
                    creditGrade=A+ age=18 channelQuality=GOOD       | GradeAPlus: 20000
                    creditGrade=A+ age=null channelQuality=GOOD     | GradeAPlus: 20000
                    creditGrade=E age=30 channelQuality=GOOD        | UnknownGrade: 0
                    creditGrade=a age=30 channelQuality=GOOD        | UnknownGrade: 0
                    """)
    void theGradeNamesTheLimitAndWithoutGradeTheChannel(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberLevelTableTest extends TableUnderTest {

    MemberLevelTableTest() {
        super("member-level");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            pointsEarned12m=0    | Bronze: BRONZE
            pointsEarned12m=499  | Bronze: BRONZE
            pointsEarned12m=500  | Silver: SILVER
            pointsEarned12m=1999 | Silver: SILVER
            pointsEarned12m=2000 | Gold: GOLD
            pointsEarned12m=7999 | Gold: GOLD
            pointsEarned12m=8000 | Platinum: PLATINUM
            pointsEarned12m=2147483648 | Platinum: PLATINUM
            pointsEarned12m=9000000000000 | Platinum: PLATINUM
            """)
    void pointsOfTwelveMonthsNameTheLevel(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointsEarningTableTest extends TableUnderTest {

    PointsEarningTableTest() {
        super("points-earning");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            eventType=ORDER_PLACED amount=10.00         | Spending: 1 SPEND
            eventType=ORDER_PLACED amount=19.99         | Spending: 1 SPEND
            eventType=ORDER_PLACED amount=9.99          | ''
            eventType=ORDER_PLACED amount=0.00          | ''
            eventType=ORDER_PLACED amount=10999.00      | Spending: 1099 SPEND
            eventType=ORDER_PLACED amount=999999999999.99 | Spending: 10000000 SPEND
            eventType=CHECKED_IN                        | CheckIn: 5 CHECK_IN
            """)
    void ordersAndCheckInsEarn(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            REPAYMENT_MADE true false  | RepaidOnTime: 20 REPAID_ON_TIME
            REPAYMENT_MADE false false | ''
            CHECKED_IN false true      | CheckIn: 5 CHECK_IN, Streak: 20 STREAK
            CHECKED_IN false false     | CheckIn: 5 CHECK_IN
            """)
    void punctualityAndStreaksEarn(String words, String answer) {
        String[] word = words.split(" ");
        assertThat(decide("eventType=" + word[0] + " onTime=" + word[1] + " streakComplete=" + word[2]))
                .isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointsRedemptionTableTest extends TableUnderTest {

    PointsRedemptionTableTest() {
        super("points-redemption");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            item=FEE_WAIVER        | FeeWaiver: 500 points-fee-waiver-20
            item=FEE_WAIVER_20     | FeeWaiver: 500 points-fee-waiver-20
            item=LIMIT_TICKET      | LimitTicket: 1000 points-limit-ticket-1000
            item=LIMIT_TICKET_1000 | LimitTicket: 1000 points-limit-ticket-1000
            item=YACHT             | NoSuchItem: 0 none
            """)
    void someItemsHaveAPrice(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

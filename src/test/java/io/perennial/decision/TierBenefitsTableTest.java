package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierBenefitsTableTest extends TableUnderTest {

    TierBenefitsTableTest() {
        super("tier-benefits");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    tier=HIGH_VALUE memberLevel=BRONZE   | 'HighValueLimitRaise: LIMIT_RAISE, HighValueRateDiscount: RATE_DISCOUNT, HighValueServiceChannel: SERVICE_CHANNEL, HighValueEarlyRepayment: FEE_FREE_EARLY_REPAYMENT, HighValueFestivalGift: FESTIVAL_GIFT'
                    tier=HIGH_VALUE memberLevel=PLATINUM | 'HighValueLimitRaise: LIMIT_RAISE, HighValueRateDiscount: RATE_DISCOUNT, HighValueServiceChannel: SERVICE_CHANNEL, HighValueEarlyRepayment: FEE_FREE_EARLY_REPAYMENT, HighValueFestivalGift: FESTIVAL_GIFT'
                    tier=HIGH_VALUE                      | 'HighValueLimitRaise: LIMIT_RAISE, HighValueRateDiscount: RATE_DISCOUNT, HighValueServiceChannel: SERVICE_CHANNEL, HighValueEarlyRepayment: FEE_FREE_EARLY_REPAYMENT, HighValueFestivalGift: FESTIVAL_GIFT'
                    tier=STANDARD memberLevel=PLATINUM   | 'PlatinumServiceChannel: SERVICE_CHANNEL, GoldFestivalGift: FESTIVAL_GIFT'
                    tier=POTENTIAL memberLevel=GOLD      | GoldFestivalGift: FESTIVAL_GIFT
                    memberLevel=GOLD                     | GoldFestivalGift: FESTIVAL_GIFT
                    tier=STANDARD memberLevel=SILVER     | ''
                    tier=STANDARD memberLevel=BRONZE     | ''
                    tier=STANDARD                        | ''
                    tier=RISK memberLevel=PLATINUM       | ''
                    tier=RISK memberLevel=GOLD           | ''
                    ''                                   | ''
                    """)
    void tierAndLevelListTheBenefitsEachOnce(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

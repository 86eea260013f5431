package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationOfferTableTest extends TableUnderTest {

    ActivationOfferTableTest() {
        super("activation-offer");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    orderCount=0 applianceInstallmentViews=1                                                   | 'ApplianceCashOff: appliance-200-off, ApplianceInterestFree: interest-free-3'
                    orderCount=0 applianceInstallmentViews=3 fashionInstallmentViews=2                         | 'ApplianceCashOff: appliance-200-off, ApplianceInterestFree: interest-free-3'
                    orderCount=0 applianceInstallmentViews=1 phoneInstallmentViews=1                           | 'ApplianceCashOff: appliance-200-off, ApplianceInterestFree: interest-free-3, PhoneTradeIn: trade-in-100-off'
                    orderCount=0 applianceInstallmentViews=0 phoneInstallmentViews=1                           | PhoneTradeIn: trade-in-100-off
                    orderCount=0 fashionInstallmentViews=1                                                     | FashionInterestFree: interest-free-3
                    orderCount=0 phoneInstallmentViews=1 fashionInstallmentViews=1                             | 'PhoneTradeIn: trade-in-100-off, FashionInterestFree: interest-free-3'
                    orderCount=0 applianceInstallmentViews=0 phoneInstallmentViews=0 fashionInstallmentViews=0 | Welcome: welcome-20-off
                    orderCount=0                                                                               | Welcome: welcome-20-off
                    orderCount=1 applianceInstallmentViews=1                                                   | AlreadyOrdered: none
                    applianceInstallmentViews=1                                                                | AlreadyOrdered: none
                    """)
    void whatWasLookedAtChoosesTheOffers(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

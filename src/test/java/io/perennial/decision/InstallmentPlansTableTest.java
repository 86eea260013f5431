package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallmentPlansTableTest extends TableUnderTest {

    InstallmentPlansTableTest() {
        super("installment-plans");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            category=APPLIANCE price=10000 tier=STANDARD   | Appliance3: 3 0.006 0.0 0.01 none, Appliance6: 6 0.006 0.0 0.01 none, Appliance9: 9 0.006 0.0 0.01 none, ApplianceInterestFree12: 12 0.0 0.0 0.0 FREE_INSTALLATION
            category=APPLIANCE price=9999.99 tier=STANDARD | Appliance3: 3 0.006 0.0 0.01 none, Appliance6: 6 0.006 0.0 0.01 none, Appliance9: 9 0.006 0.0 0.01 none, Appliance12: 12 0.006 0.0 0.01 none
            category=APPLIANCE price=9999.99 tier=HIGH_VALUE | ApplianceHighValue3: 3 0.0045 0.0 0.0 none, ApplianceHighValue6: 6 0.0045 0.0 0.0 none, ApplianceHighValue9: 9 0.0045 0.0 0.0 none, ApplianceHighValue12: 12 0.0045 0.0 0.0 none
            category=PHONE price=5000 tier=POTENTIAL       | Phone3: 3 0.006 0.0 0.01 TRADE_IN, Phone6: 6 0.006 0.0 0.01 TRADE_IN, Phone9: 9 0.006 0.0 0.01 TRADE_IN, Phone12: 12 0.006 0.0 0.01 TRADE_IN
            category=PHONE price=5000 tier=HIGH_VALUE      | PhoneHighValue3: 3 0.0045 0.0 0.0 TRADE_IN, PhoneHighValue6: 6 0.0045 0.0 0.0 TRADE_IN, PhoneHighValue9: 9 0.0045 0.0 0.0 TRADE_IN, PhoneHighValue12: 12 0.0045 0.0 0.0 TRADE_IN
            category=FASHION price=100 tier=STANDARD       | Fashion3: 3 0.0075 0.005 0.01 NEW_PRODUCT_PRIORITY, Fashion6: 6 0.0075 0.005 0.01 NEW_PRODUCT_PRIORITY, Fashion9: 9 0.0075 0.005 0.01 NEW_PRODUCT_PRIORITY, Fashion12: 12 0.0075 0.005 0.01 NEW_PRODUCT_PRIORITY
            category=FASHION price=99.99 tier=STANDARD     | ''
            category=FASHION price=99.99 tier=HIGH_VALUE   | ''
            category=FASHION price=100 tier=HIGH_VALUE     | FashionHighValue3: 3 0.006 0.0 0.0 NEW_PRODUCT_PRIORITY, FashionHighValue6: 6 0.006 0.0 0.0 NEW_PRODUCT_PRIORITY, FashionHighValue9: 9 0.006 0.0 0.0 NEW_PRODUCT_PRIORITY, FashionHighValue12: 12 0.006 0.0 0.0 NEW_PRODUCT_PRIORITY
            category=HOME price=300 tier=STANDARD          | Other3: 3 0.007 0.0 0.01 none, Other6: 6 0.007 0.0 0.01 none, Other9: 9 0.007 0.0 0.01 none, Other12: 12 0.007 0.0 0.01 none
            category=SPACESHIP price=300 tier=HIGH_VALUE   | OtherHighValue3: 3 0.0055 0.0 0.0 none, OtherHighValue6: 6 0.0055 0.0 0.0 none, OtherHighValue9: 9 0.0055 0.0 0.0 none, OtherHighValue12: 12 0.0055 0.0 0.0 none
            """)
    void eachCategoryHasItsPlans(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationGuideTableTest extends TableUnderTest {

    ActivationGuideTableTest() {
        super("activation-guide");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    channel=APPLIANCE          | ApplianceChannel: guide-appliance-installment
                    channel=mall_appliance_ads | ApplianceChannel: guide-appliance-installment
                    channel=PHONE-STORE        | PhoneChannel: guide-trade-in
                    channel=smartphone         | PhoneChannel: guide-trade-in
                    channel=APPLIANCE+PHONE    | ApplianceChannel: guide-appliance-installment
                    channel=search             | OtherChannel: guide-welcome
                    channel=null               | OtherChannel: guide-welcome
                    ''                         | OtherChannel: guide-welcome
                    """)
    void theChannelChoosesTheGuide(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

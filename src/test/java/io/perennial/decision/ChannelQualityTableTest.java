package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelQualityTableTest extends TableUnderTest {

    ChannelQualityTableTest() {
        super("channel-quality");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    channelCostPerRegistration=80.00 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.4   | Good: GOOD
                    channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.4                                    | NoCosts: UNRATED
                    channelCostPerRegistration=null channelRegistrations=1 channelOverdueRate=0.02 channelActivationRate30d=0.4     | NoCosts: UNRATED
                    channelCostPerRegistration=80.00 channelRegistrations=19 channelOverdueRate=0.02 channelActivationRate30d=0.4   | TooFewRegistrations: UNRATED
                    channelCostPerRegistration=80.00 channelOverdueRate=0.02 channelActivationRate30d=0.4                           | TooFewRegistrations: UNRATED
                    channelCostPerRegistration=0 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.4       | Good: GOOD
                    channelCostPerRegistration=80.00 channelRegistrations=20 channelOverdueRate=0.15 channelActivationRate30d=0.4   | Good: GOOD
                    channelCostPerRegistration=80.00 channelRegistrations=20 channelOverdueRate=0.151 channelActivationRate30d=0.4  | Overdue: DOUBTFUL
                    channelCostPerRegistration=500.00 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.4  | Good: GOOD
                    channelCostPerRegistration=500.01 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.4  | Expensive: DOUBTFUL
                    channelCostPerRegistration=100.01 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.09 | PaidButIdle: DOUBTFUL
                    channelCostPerRegistration=100.01 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.1  | Good: GOOD
                    channelCostPerRegistration=100.00 channelRegistrations=20 channelOverdueRate=0.02 channelActivationRate30d=0.09 | Good: GOOD
                    channelCostPerRegistration=100.01 channelRegistrations=20 channelOverdueRate=0.02                               | Good: GOOD
                    channelCostPerRegistration=80.00 channelRegistrations=20 channelActivationRate30d=0.4                           | Good: GOOD
                    """)
    void aChannelIsRatedByCostOverdueAndActivation(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}

package io.perennial.customer.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.customer.channel.ChannelController.CostRequest;
import io.perennial.platform.api.ApiException;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelControllerTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void laterCostReplacesTheDaysCost(EffectTestContext effects) {
        ChannelController controller = effects.get(ChannelController.class);
        String channel = "FEED-" + UUID.randomUUID();

        controller.setCost(channel, "2026-01-31", new CostRequest(new BigDecimal("1234"), 900));
        controller.setCost(channel, "2026-01-31", new CostRequest(new BigDecimal("1000.50"), null));

        assertThat(effects.sql()
                        .sql("select cost from channel_cost where channel = ? and clicks is null")
                        .param(channel)
                        .query(BigDecimal.class)
                        .list())
                .containsExactly(new BigDecimal("1000.50"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void invalidRequestsNameTheField(EffectTestContext effects) {
        ChannelController controller = effects.get(ChannelController.class);
        CostRequest valid = new CostRequest(BigDecimal.TEN, 1);

        assertInvalid("yesterday", () -> controller.setCost("FEED", "yesterday", valid));
        assertInvalid("2026-02-30", () -> controller.setCost("FEED", "2026-02-30", valid));
        assertInvalid("+99999-01-01", () -> controller.setCost("FEED", "+99999-01-01", valid));
        assertInvalid("channel", () -> controller.setCost("F".repeat(65), "2026-01-31", valid));
        assertInvalid("clicks", () -> controller.setCost("FEED", "2026-01-31", new CostRequest(BigDecimal.TEN, -1)));
        assertInvalid("cost", () -> controller.setCost("FEED", "2026-01-31", new CostRequest(null, 1)));
    }

    private static void assertInvalid(String named, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ApiException.class, problem -> {
            assertThat(problem.code()).isEqualTo("INVALID");
            assertThat(problem).hasMessageContaining(named);
        });
    }
}

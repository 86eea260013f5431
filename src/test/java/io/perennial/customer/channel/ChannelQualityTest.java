package io.perennial.customer.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelQualityTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void newChannelHasNoRates(EffectTestContext effects) {
        Map<String, Object> facts = effects.get(ChannelQuality.class).facts("NEW-" + UUID.randomUUID());

        assertThat(facts)
                .containsEntry("channelRegistrations", 0L)
                .containsEntry("channelCostPerRegistration", null)
                .containsEntry("channelActivationRate30d", null)
                .containsEntry("channelOverdueRate", null);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void ratesCoverTheLastNinetyDays(EffectTestContext effects) {
        String channel = "FEED-" + UUID.randomUUID();
        Instant now = Instant.parse("2026-06-30T04:00:00Z");
        effects.clock().setTo(now);
        customer(effects, channel, "old", "2026-04-01T03:59:59Z");
        customer(effects, channel, "prompt", "2026-04-02T04:00:00Z");
        order(effects, channel, "prompt", "2026-05-02T03:59:59Z", false);
        order(effects, channel, "prompt", "2026-04-10T04:00:00Z", false);
        customer(effects, channel, "slow", "2026-04-02T04:00:00Z");
        order(effects, channel, "slow", "2026-05-02T04:00:00Z", false);
        customer(effects, channel, "undecided", "2026-05-31T04:00:00Z");
        order(effects, channel, "undecided", "2026-06-01T04:00:00Z", true);
        customer(effects, channel, "fresh", "2026-06-29T04:00:00Z");
        order(effects, channel, "fresh", "2026-06-29T05:00:00Z", false);
        bill(effects, channel, "prompt", null);
        bill(effects, channel, "slow", "2026-06-01T00:00:00Z");
        bill(effects, channel, "slow", null);
        bill(effects, channel, "old", "2026-06-01T00:00:00Z");
        ChannelController controller = effects.get(ChannelController.class);
        cost(controller, channel, "2026-03-31", "1000");
        cost(controller, channel, "2026-04-01", "99");
        cost(controller, channel, "2026-04-01", "60.5");
        cost(controller, channel, "2026-06-30", "40");
        cost(controller, channel, "2026-07-01", "1000");

        Map<String, Object> facts = effects.get(ChannelQuality.class).facts(channel);

        assertThat(facts)
                .containsEntry("channelRegistrations", 4L)
                .containsEntry("channelCostPerRegistration", new BigDecimal("25.13"))
                .containsEntry("channelActivationRate30d", new BigDecimal("0.3333"))
                .containsEntry("channelOverdueRate", new BigDecimal("0.5000"));
    }

    private static void cost(ChannelController controller, String channel, String date, String yuan) {
        controller.setCost(channel, date, new ChannelController.CostRequest(new BigDecimal(yuan), null));
    }

    private static void customer(EffectTestContext effects, String channel, String name, String registeredAt) {
        effects.customer(id(channel, name), channel, Instant.parse(registeredAt));
    }

    private static String id(String channel, String name) {
        return name + "-" + channel.substring(channel.length() - 12);
    }

    private static void order(EffectTestContext effects, String channel, String name, String at, boolean cancelled) {
        effects.sql()
                .sql("""
                        insert into customer_order (customer_id, order_id, placed_at, received_at, amount, category, periods,
                                                    cancelled)
                        values (?, ?, ?, ?, 100, 'PHONE', 0, ?)
                        """)
                .params(id(channel, name), at, SqlTime.of(Instant.parse(at)), SqlTime.of(Instant.parse(at)), cancelled)
                .update();
    }

    private static void bill(EffectTestContext effects, String channel, String name, String overdueAt) {
        effects.sql()
                .sql("insert into bill (customer_id, bill_id, due_on, overdue_at) values (?, ?, '2026-05-31', ?)")
                .params(
                        id(channel, name),
                        "b" + UUID.randomUUID(),
                        overdueAt == null ? null : SqlTime.of(Instant.parse(overdueAt)))
                .update();
    }
}

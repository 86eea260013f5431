package io.perennial.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestEffects;
import io.perennial.clock.SqlTime;
import io.perennial.outreach.Transport.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.PlatformTransactionManager;

class MessageRelayTest {

    private static final String BOTH = "io.perennial.TestEffects#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void sendsWhatIsDueOnceInOrder(TestEffects effects) {
        effects.sql().sql("delete from message").update();
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        MessageRelay relay = relay(effects, 2, delivered::add);
        IntStream.range(0, 5)
                .forEach(i -> outreach.send(i + "-" + customer, customer, "answer", Purpose.SERVICE, "test"));

        assertThat(relay.relay()).isEqualTo(5);
        assertThat(relay.relay()).isZero();

        assertThat(delivered)
                .extracting(Delivery::key)
                .containsExactly("0-" + customer, "1-" + customer, "2-" + customer, "3-" + customer, "4-" + customer);
        assertThat(effects.count(
                        "select count(*) from message where sent_at = ? and attempts = 1",
                        SqlTime.of(effects.clock().instant())))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void holdsWhatIsHeldUntilItsTime(TestEffects effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.clock().standAt(Instant.parse("2026-03-02T13:00:00Z"));
        OutreachService outreach = effects.get(OutreachService.class);
        outreach.send("k-" + customer, customer, "overdue", Purpose.RISK, "test");

        assertThat(outreach.relay()).isZero();
        effects.clock().standAt(Instant.parse("2026-03-03T00:59:59.999Z"));
        assertThat(outreach.relay()).isZero();
        effects.clock().standAt(Instant.parse("2026-03-03T01:00:00Z"));
        assertThat(outreach.relay()).isOne();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void triesLaterAndLaterWhatFails(TestEffects effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.get(OutreachService.class).send("bad-" + customer, customer, "answer", Purpose.SERVICE, "test");
        effects.get(OutreachService.class).send("good-" + customer, customer, "answer", Purpose.SERVICE, "test");
        List<Delivery> tried = new CopyOnWriteArrayList<>();
        MessageRelay relay = relay(effects, 200, delivery -> {
            tried.add(delivery);
            if (delivery.key().startsWith("bad") && delivery.attempt() < 3) {
                throw new IllegalStateException("The gateway is away");
            }
        });

        assertThat(relay.relay()).isOne();
        assertThat(relay.relay()).isZero();
        later(effects, Duration.ofSeconds(5));
        assertThat(relay.relay()).isZero();
        later(effects, Duration.ofSeconds(9));
        assertThat(relay.relay()).isZero();
        assertThat(tried).hasSize(3);
        later(effects, Duration.ofSeconds(1));
        assertThat(relay.relay()).isOne();

        assertThat(tried)
                .filteredOn(delivery -> delivery.key().startsWith("bad"))
                .extracting(Delivery::attempt)
                .containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void relaysOnManyNodesSendEachMessageOnce(TestEffects effects) throws Exception {
        effects.sql().sql("delete from message").update();
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        IntStream.range(0, 100)
                .forEach(i -> outreach.send(i + "-" + customer, customer, "answer", Purpose.SERVICE, "test"));
        List<Delivery> delivered = new CopyOnWriteArrayList<>();

        List<Integer> sent =
                TestEffects.atOnce(4, node -> relay(effects, 7, delivered::add).relay());

        assertThat(sent.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
        assertThat(delivered).extracting(Delivery::key).hasSize(100).doesNotHaveDuplicates();
    }

    private static void later(TestEffects effects, Duration by) {
        effects.clock().standAt(effects.clock().instant().plus(by));
    }

    private static MessageRelay relay(TestEffects effects, int page, Transport transport) {
        OutreachTerms terms = effects.with("perennial.outreach.page=" + page).get(OutreachTerms.class);
        return new MessageRelay(
                effects.get(OutreachRepository.class),
                transport,
                terms,
                effects.clock(),
                effects.get(PlatformTransactionManager.class));
    }
}

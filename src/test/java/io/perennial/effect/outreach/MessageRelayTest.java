package io.perennial.effect.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.perennial.EffectTestContext;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.outreach.Transport.Delivery;
import io.perennial.platform.sql.SqlTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.PlatformTransactionManager;

class MessageRelayTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void sendsDueMessagesOnceInOrder(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        MessageRelay relay = relay(effects, 2, delivered::add);
        IntStream.range(0, 5)
                .forEach(i -> outreach.send(i + "-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test"));

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
    void heldMessageIsSentAtItsTime(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.clock().setTo(Instant.parse("2026-03-02T13:00:00Z"));
        OutreachService outreach = effects.get(OutreachService.class);
        outreach.send("k-" + customer, customer, "repayment-plan", Purpose.RISK, "test");

        assertThat(outreach.relay()).isZero();
        effects.clock().setTo(Instant.parse("2026-03-03T00:59:59.999Z"));
        assertThat(outreach.relay()).isZero();
        effects.clock().setTo(Instant.parse("2026-03-03T01:00:00Z"));
        assertThat(outreach.relay()).isOne();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void failedMessagesAreRetriedWithBackoff(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.get(OutreachService.class).send("bad-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test");
        String other = effects.customer();
        effects.get(OutreachService.class).send("good-" + other, other, "repayment-plan", Purpose.SERVICE, "test");
        List<Delivery> tried = new CopyOnWriteArrayList<>();
        MessageRelay relay = relay(effects, 200, delivery -> {
            tried.add(delivery);
            if (delivery.key().startsWith("bad") && delivery.attempt() < 3) {
                throw new IllegalStateException("The gateway is down");
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
    void relaysOnManyNodesSendEachMessageOnce(EffectTestContext effects) throws Exception {
        effects.sql().sql("delete from message").update();
        OutreachService outreach = effects.get(OutreachService.class);
        List<String> customers =
                IntStream.range(0, 20).mapToObj(i -> effects.customer()).toList();
        IntStream.range(0, 100).forEach(i -> {
            String customer = customers.get(i % 20);
            outreach.send(i + "-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test");
        });
        List<Delivery> delivered = new CopyOnWriteArrayList<>();

        List<Integer> sent = EffectTestContext.atOnce(
                4, node -> relay(effects, 7, delivered::add).relay());

        assertThat(sent.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
        assertThat(delivered).extracting(Delivery::key).hasSize(100).doesNotHaveDuplicates();
        customers.forEach(customer -> assertThat(delivered)
                .filteredOn(delivery -> delivery.customerId().equals(customer))
                .extracting(delivery -> Integer.valueOf(delivery.key().split("-")[0]))
                .as("the order of one customer")
                .isSorted());
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void failedMessageDelaysOnlyItsCustomersNextMessage(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        String other = effects.customer();
        outreach.send("first-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test");
        outreach.send("second-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test");
        outreach.send("only-" + other, other, "repayment-plan", Purpose.SERVICE, "test");
        List<String> delivered = new CopyOnWriteArrayList<>();
        MessageRelay relay = relay(effects, 200, delivery -> {
            if (delivery.key().startsWith("first") && delivery.attempt() == 1) {
                throw new IllegalStateException("The gateway is down");
            }
            delivered.add(delivery.key());
        });

        relay.relay();
        assertThat(delivered).containsExactly("only-" + other);
        later(effects, Duration.ofSeconds(5));
        relay.relay();

        assertThat(delivered).containsExactly("only-" + other, "first-" + customer, "second-" + customer);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void messageMovesToDeadLetterAfterTheLastAttempt(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        outreach.send("bad-" + customer, customer, "no-such-template", Purpose.SERVICE, "test");
        outreach.send("good-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test");
        List<String> delivered = new CopyOnWriteArrayList<>();
        MessageRelay relay = relay(effects, 200, delivery -> delivered.add(delivery.key()));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new OutboxMetrics(effects.get(OutreachRepository.class)).bindTo(meters);

        for (int attempt = 1; attempt <= 12; attempt++) {
            relay.relay();
            later(effects, Duration.ofHours(2));
        }

        assertThat(delivered).containsExactly("good-" + customer);
        assertThat(meters.get("perennial.outbox.dead").gauge().value()).isEqualTo(1);
        assertThat(meters.get("perennial.outbox.queued").gauge().value()).isZero();
        assertThat(effects.count("select attempts from message where state = 'DEAD'"))
                .isEqualTo(12);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void consentIsCheckedAgainBeforeSending(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.clock().setTo(Instant.parse("2026-03-02T13:00:00Z"));
        effects.get(OutreachService.class).send("k-" + customer, customer, "recall-plain", Purpose.MARKETING, "test");
        effects.sql()
                .sql("update customer set marketing_consent = false where customer_id = ?")
                .param(customer)
                .update();
        effects.clock().setTo(Instant.parse("2026-03-03T01:00:00Z"));

        assertThat(relay(effects, 200, delivery -> {}).relay()).isZero();

        assertThat(withheld(effects, customer)).containsExactly("QUIET_HOURS", "NO_CONSENT");
        assertThat(effects.count("select count(*) from message where state = 'WITHHELD'"))
                .isOne();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void lateMessageWaitsForTheMorning(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.clock().setTo(Instant.parse("2026-03-02T12:59:00Z"));
        effects.get(OutreachService.class).send("k-" + customer, customer, "recall-plain", Purpose.MARKETING, "test");
        MessageRelay relay = relay(effects, 200, delivery -> {});

        effects.clock().setTo(Instant.parse("2026-03-02T13:01:00Z"));
        assertThat(relay.relay()).isZero();
        effects.clock().setTo(Instant.parse("2026-03-03T00:59:59Z"));
        assertThat(relay.relay()).isZero();
        effects.clock().setTo(Instant.parse("2026-03-03T01:00:00Z"));
        assertThat(relay.relay()).isOne();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void messagesUseTheCustomersLocale(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        String chinese = effects.customer();
        String english = effects.customer();
        effects.sql()
                .sql("update customer set locale = 'en-GB', name = 'Ann' where customer_id = ?")
                .param(english)
                .update();
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        OutreachService outreach = effects.get(OutreachService.class);
        outreach.send("a-" + chinese, chinese, "repayment-plan", Purpose.SERVICE, "test");
        outreach.send("b-" + english, english, "repayment-plan", Purpose.SERVICE, "test");

        relay(effects, 200, delivered::add).relay();

        assertThat(delivered)
                .extracting(delivery -> delivery.text().subject())
                .containsExactlyInAnyOrder("一起安排还款", "A repayment plan for you");
        assertThat(delivered)
                .filteredOn(delivery -> delivery.customerId().equals(english))
                .allSatisfy(delivery -> assertThat(delivery.text().body()).startsWith("Dear Ann,"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void heldMessagesOfMergedCustomersStayUnderTheCapsOfTheSurvivor(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        effects.clock().setTo(Instant.parse("2026-03-02T14:00:00Z"));
        List<String> customers =
                IntStream.range(0, 4).mapToObj(i -> effects.customer()).toList();
        OutreachService outreach = effects.get(OutreachService.class);
        customers.forEach(
                customer -> outreach.send("k-" + customer, customer, "guide-welcome", Purpose.MARKETING, "test"));
        String survivor = customers.get(3);
        customers.forEach(customer -> effects.sql()
                .sql("update message set customer_id = ? where customer_id = ?")
                .params(survivor, customer)
                .update());
        effects.clock().setTo(Instant.parse("2026-03-03T01:00:00Z"));

        assertThat(relay(effects, 200, delivery -> {}).relay()).isEqualTo(2);

        assertThat(withheld(effects, survivor)).containsExactly("QUIET_HOURS", "CAPPED", "CAPPED");
        assertThat(effects.count("select count(*) from message where state = 'QUEUED'"))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void weeklyCapIsCheckedAgainForRetries(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        effects.get(OutreachService.class)
                .send("failing-" + customer, customer, "guide-welcome", Purpose.MARKETING, "test");
        MessageRelay failing = relay(effects, 200, delivery -> {
            throw new IllegalStateException("The gateway is down");
        });
        failing.relay();
        String now = SqlTime.of(effects.clock().instant());
        IntStream.range(0, 5)
                .forEach(i -> effects.sql()
                        .sql("""
                        insert into message (seq, request_key, customer_id, template, purpose, queued_at, not_before, state,
                                             attempts, cause, sent_at)
                        values (?, ?, ?, 'recall-plain', 'MARKETING', ?, ?, 'SENT', 1, 'test', ?)
                        """)
                        .params(-i - 1, i + "-of-another-" + customer, customer, now, now, now)
                        .update());
        later(effects, Duration.ofDays(1));

        assertThat(relay(effects, 200, delivery -> {}).relay()).isZero();

        assertThat(withheld(effects, customer)).containsExactly("CAPPED");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void heldOutAndErasedCustomersGetNoQueuedMessages(EffectTestContext effects) {
        effects.sql().sql("delete from message").update();
        effects.clock().setTo(Instant.parse("2026-03-02T14:00:00Z"));
        String heldOut = effects.customer();
        String erased = effects.customer();
        OutreachService outreach = effects.get(OutreachService.class);
        outreach.send("h-" + heldOut, heldOut, "guide-welcome", Purpose.MARKETING, "test");
        outreach.send("s-" + heldOut, heldOut, "repayment-plan", Purpose.RISK, "test");
        outreach.send("e-" + erased, erased, "repayment-plan", Purpose.RISK, "test");
        effects.sql()
                .sql("update customer set erased_at = ? where customer_id = ?")
                .params(SqlTime.of(effects.clock().instant()), erased)
                .update();
        EffectTestContext morning = effects.with("perennial.holdout.share=1");
        morning.clock().setTo(Instant.parse("2026-03-03T01:00:00Z"));

        assertThat(relay(morning, 200, delivery -> {}).relay())
                .as("the message about the risk")
                .isOne();

        assertThat(withheld(effects, heldOut)).containsExactly("QUIET_HOURS", "QUIET_HOURS", "HOLDOUT");
        assertThat(withheld(effects, erased)).containsExactly("QUIET_HOURS", "NO_CONSENT");
    }

    private static List<String> withheld(EffectTestContext effects, String customer) {
        return effects.sql()
                .sql("select reason from withheld where customer_id = ? order by seq")
                .param(customer)
                .query(String.class)
                .list();
    }

    private static void later(EffectTestContext effects, Duration by) {
        effects.clock().setTo(effects.clock().instant().plus(by));
    }

    static MessageRelay relay(EffectTestContext effects, int page, Transport transport) {
        OutreachTerms terms = effects.with("perennial.outreach.page=" + page).get(OutreachTerms.class);
        return new MessageRelay(
                effects.get(OutreachRepository.class),
                transport,
                effects.get(MessageTemplates.class),
                effects.get(MarketingRules.class),
                effects.get(WithheldLog.class),
                terms,
                effects.clock(),
                effects.get(PlatformTransactionManager.class));
    }
}

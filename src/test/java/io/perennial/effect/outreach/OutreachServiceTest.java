package io.perennial.effect.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.effect.outreach.SendResult.SendOutcome;
import io.perennial.platform.api.ApiException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutreachServiceTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void queuesOncePerKey(EffectTestContext effects) {
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();

        SendResult first = outreach.send("k-" + customer, customer, "guide-welcome", Purpose.MARKETING, "test");
        SendResult again = outreach.send("k-" + customer, customer, "guide-welcome", Purpose.MARKETING, "test");

        assertThat(first.outcome()).isEqualTo(SendOutcome.QUEUED);
        assertThat(again).isEqualTo(first);
        assertThat(messages(effects, customer)).isOne();
        assertThatThrownBy(() -> outreach.send("k-" + customer, customer, "recall", Purpose.MARKETING, "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
        assertThatThrownBy(() -> outreach.send("n-" + customer, "nobody", "recall", Purpose.MARKETING, "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void marketingNeedsConsentAndNoHoldout(EffectTestContext effects) {
        String unwilling = effects.customer();
        String customer = effects.customer();
        effects.sql()
                .sql("update customer set marketing_consent = false where customer_id = ?")
                .param(unwilling)
                .update();
        OutreachService outreach = effects.get(OutreachService.class);
        OutreachService heldOut = effects.with("perennial.holdout.share=1").get(OutreachService.class);

        assertThat(outreach.send("k-" + unwilling, unwilling, "guide", Purpose.MARKETING, "test"))
                .isEqualTo(SendResult.withheld(Reason.NO_CONSENT));
        assertThat(heldOut.send("k-" + customer, customer, "guide", Purpose.MARKETING, "test"))
                .isEqualTo(SendResult.withheld(Reason.HOLDOUT));
        assertThat(heldOut.send("k-" + customer, customer, "guide", Purpose.MARKETING, "test"))
                .isEqualTo(SendResult.withheld(Reason.HOLDOUT));
        assertThat(messages(effects, unwilling) + messages(effects, customer)).isZero();
        assertThat(withheld(effects, unwilling)).containsExactly("NO_CONSENT");
        assertThat(withheld(effects, customer)).containsExactly("HOLDOUT");
        assertThat(outreach.send("r-" + unwilling, unwilling, "overdue", Purpose.RISK, "test")
                        .outcome())
                .isEqualTo(SendOutcome.QUEUED);
        assertThat(heldOut.send("s-" + customer, customer, "answer", Purpose.SERVICE, "test")
                        .outcome())
                .isEqualTo(SendOutcome.QUEUED);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void temporarilyWithheldMessageIsQueuedLaterUnderTheSameKey(EffectTestContext effects) {
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        marketing(outreach, customer, "a0");
        marketing(outreach, customer, "a1");
        assertThat(marketing(outreach, customer, "a2")).isEqualTo(SendOutcome.WITHHELD);
        assertThat(marketing(outreach, customer, "a2")).isEqualTo(SendOutcome.WITHHELD);

        at(effects, "2026-03-03T10:00:00");

        assertThat(marketing(outreach, customer, "a2")).isEqualTo(SendOutcome.QUEUED);
        assertThat(marketing(outreach, customer, "a2")).isEqualTo(SendOutcome.QUEUED);
        assertThat(messages(effects, customer)).isEqualTo(3);
        assertThat(withheld(effects, customer)).containsExactly("CAPPED");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void twoMarketingMessagesPerDayAndFivePerSevenDays(EffectTestContext effects) {
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();

        assertThat(IntStream.range(0, 3).mapToObj(i -> marketing(outreach, customer, "a" + i)))
                .containsExactly(SendOutcome.QUEUED, SendOutcome.QUEUED, SendOutcome.WITHHELD);
        outreach.send("risk-" + customer, customer, "overdue", Purpose.RISK, "test");
        at(effects, "2026-03-04T09:00:00");
        assertThat(IntStream.range(0, 3).mapToObj(i -> marketing(outreach, customer, "b" + i)))
                .containsExactly(SendOutcome.QUEUED, SendOutcome.QUEUED, SendOutcome.WITHHELD);
        at(effects, "2026-03-08T20:59:59");
        assertThat(IntStream.range(0, 2).mapToObj(i -> marketing(outreach, customer, "c" + i)))
                .containsExactly(SendOutcome.QUEUED, SendOutcome.WITHHELD);
        at(effects, "2026-03-09T10:00:00");
        assertThat(IntStream.range(0, 3).mapToObj(i -> marketing(outreach, customer, "d" + i)))
                .containsExactly(SendOutcome.QUEUED, SendOutcome.QUEUED, SendOutcome.WITHHELD);
        assertThat(withheld(effects, customer)).containsExactly("CAPPED", "CAPPED", "CAPPED", "CAPPED");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void messageHeldOvernightCountsForTheMorning(EffectTestContext effects) {
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        at(effects, "2026-03-02T20:59:59");
        marketing(outreach, customer, "a0");
        marketing(outreach, customer, "a1");

        at(effects, "2026-03-02T21:00:00");
        SendResult held = outreach.send("night-" + customer, customer, "recall", Purpose.MARKETING, "test");
        at(effects, "2026-03-03T09:00:00");

        assertThat(held)
                .isEqualTo(new SendResult(SendOutcome.HELD, clockAt("2026-03-03T09:00:00"), Reason.QUIET_HOURS));
        assertThat(outreach.send("night-" + customer, customer, "recall", Purpose.MARKETING, "test"))
                .isEqualTo(held);
        assertThat(withheld(effects, customer)).containsExactly("QUIET_HOURS");
        assertThat(marketing(outreach, customer, "b0")).isEqualTo(SendOutcome.QUEUED);
        assertThat(marketing(outreach, customer, "b1")).isEqualTo(SendOutcome.WITHHELD);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void onlyServiceMessagesAreSentAtNight(EffectTestContext effects) {
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        at(effects, "2026-03-03T08:59:59");

        assertThat(outreach.send("r-" + customer, customer, "overdue", Purpose.RISK, "test"))
                .isEqualTo(new SendResult(SendOutcome.HELD, clockAt("2026-03-03T09:00:00"), Reason.QUIET_HOURS));
        assertThat(outreach.send("s-" + customer, customer, "answer", Purpose.SERVICE, "test")
                        .outcome())
                .isEqualTo(SendOutcome.QUEUED);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void quietHoursFollowTheCustomersZoneAndItsClockChanges(EffectTestContext effects) {
        EffectTestContext node = effects.with("perennial.zones.Berlin=Europe/Berlin");
        OutreachService outreach = node.get(OutreachService.class);
        String customer = effects.customer();
        effects.sql()
                .sql("update customer set region = 'Berlin' where customer_id = ?")
                .param(customer)
                .update();

        node.clock().setTo(Instant.parse("2026-03-28T10:00:00Z"));
        assertThat(outreach.send("noon-" + customer, customer, "recall-plain", Purpose.MARKETING, "test")
                        .outcome())
                .as("11:00 in Berlin, 18:00 in Shanghai")
                .isEqualTo(SendOutcome.QUEUED);
        node.clock().setTo(Instant.parse("2026-03-28T20:30:00Z"));
        assertThat(outreach.send("winter-" + customer, customer, "recall-plain", Purpose.MARKETING, "test")
                        .notBefore())
                .as("9 o'clock after an hour less of night")
                .isEqualTo("2026-03-29T07:00:00Z");
        node.clock().setTo(Instant.parse("2026-10-24T20:30:00Z"));
        assertThat(outreach.send("summer-" + customer, customer, "recall-plain", Purpose.MARKETING, "test")
                        .notBefore())
                .as("9 o'clock after an hour more of night")
                .isEqualTo("2026-10-25T08:00:00Z");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void capsCountOverAllJourneys(EffectTestContext effects) throws Exception {
        OutreachService outreach = effects.get(OutreachService.class);
        String customer = effects.customer();
        List<String> journeys = List.of("activation", "churn-warning", "recall");

        List<SendResult> sent = EffectTestContext.atOnce(
                9,
                thread -> effects.locked(
                        customer,
                        () -> outreach.send(
                                journeys.get(thread % 3) + thread + customer,
                                customer,
                                "recall-plain",
                                Purpose.MARKETING,
                                journeys.get(thread % 3))));

        assertThat(sent).filteredOn(one -> one.outcome() == SendOutcome.QUEUED).hasSize(2);
        assertThat(sent).filteredOn(one -> one.reason() == Reason.CAPPED).hasSize(7);
    }

    private static SendOutcome marketing(OutreachService outreach, String customer, String prefix) {
        return outreach.send(prefix + customer, customer, "recall", Purpose.MARKETING, "test")
                .outcome();
    }

    private static void at(EffectTestContext effects, String local) {
        effects.clock().setTo(clockAt(local));
    }

    private static Instant clockAt(String local) {
        return LocalDateTime.parse(local).atZone(ZoneId.of("Asia/Shanghai")).toInstant();
    }

    private static long messages(EffectTestContext effects, String customer) {
        return effects.count("select count(*) from message where customer_id = ?", customer);
    }

    private static List<String> withheld(EffectTestContext effects, String customer) {
        return effects.sql()
                .sql("select reason from withheld where customer_id = ? order by seq")
                .param(customer)
                .query(String.class)
                .list();
    }
}

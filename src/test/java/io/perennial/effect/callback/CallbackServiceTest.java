package io.perennial.effect.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.platform.api.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallbackServiceTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void notesACallOnceAKey(EffectTestContext effects) {
        CallbackService callbacks = effects.get(CallbackService.class);
        String customer = effects.customer();
        Instant due = effects.clock().instant().plus(Duration.ofDays(2));

        Callback first = callbacks.create("k-" + customer, customer, CallbackKind.CHURN, due, 80, "test");
        effects.clock().setTo(effects.clock().instant().plus(Duration.ofHours(1)));

        assertThat(callbacks.create("k-" + customer, customer, CallbackKind.CHURN, due.plusSeconds(1), 50, "test"))
                .isEqualTo(first);
        assertThat(first.dueAt()).isEqualTo(due);
        assertThatThrownBy(() -> callbacks.create("k-" + customer, customer, CallbackKind.HARDSHIP, due, 80, "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void theMostValuableAreCalledFirstAndTheRestTheNextDay(EffectTestContext effects) throws Exception {
        EffectTestContext node = effects.with("perennial.callback.capacity=3");
        node.clock().setTo(Instant.parse("2031-05-01T02:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        List<CallbackRequest> wishes = IntStream.range(0, 8)
                .mapToObj(i -> request(effects.customer(), 10 * (i + 1)))
                .toList();

        wishes.forEach(
                wish -> assertThat(callbacks.requestAdmission(wish).retryAt()).isEqualTo("2031-05-01T02:00:00Z"));
        List<AdmissionResult> turns = EffectTestContext.atOnce(8, i -> callbacks.requestAdmission(wishes.get(i)));

        assertThat(priorities(turns)).containsExactlyInAnyOrder(60, 70, 80);
        assertThat(turns)
                .filteredOn(turn -> !turn.isAdmitted())
                .extracting(AdmissionResult::retryAt)
                .containsOnly(Instant.parse("2031-05-01T16:00:00Z"));
        assertThat(effects.count(
                        "select count(*) from withheld where customer_id = ? and reason = 'CAPACITY'",
                        wishes.get(0).customerId()))
                .isOne();
        node.clock().setTo(Instant.parse("2031-05-01T16:00:00Z"));
        assertThat(priorities(wishes.stream().map(callbacks::requestAdmission).toList()))
                .as("whoever was called yesterday, and three more today")
                .containsExactlyInAnyOrder(60, 70, 80, 30, 40, 50);
        node.clock().setTo(Instant.parse("2031-05-02T16:00:00Z"));
        assertThat(priorities(wishes.stream().map(callbacks::requestAdmission).toList()))
                .hasSize(8);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aNightsWishesWaitUntilTheHouseOpens(EffectTestContext effects) {
        EffectTestContext node = effects.with("perennial.callback.opens=08:00");
        node.clock().setTo(Instant.parse("2031-06-01T18:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        CallbackRequest wish = request(effects.customer(), 50);

        callbacks.requestAdmission(wish);
        assertThat(callbacks.requestAdmission(wish).retryAt()).isEqualTo("2031-06-02T00:00:00Z");
        node.clock().setTo(Instant.parse("2031-06-02T00:00:00Z"));

        assertThat(callbacks.requestAdmission(wish).callback().dueAt()).isEqualTo("2031-06-04T00:00:00Z");
        assertThat(callbacks.requestAdmission(wish).isAdmitted()).isTrue();
        assertCode(
                "KEY_REUSED",
                () -> callbacks.requestAdmission(new CallbackRequest(
                        wish.key(), wish.customerId(), null, CallbackKind.HARDSHIP, wish.within(), 50, "test")));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aWishWhoseJourneyHasEndedTakesNobodysRoom(EffectTestContext effects) {
        EffectTestContext node = effects.with("perennial.callback.capacity=1");
        node.clock().setTo(Instant.parse("2031-07-01T02:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        CallbackRequest lower = request(effects.customer(), 10);
        CallbackRequest gone = new CallbackRequest(
                "gone-" + lower.key(), effects.customer(), "ended", CallbackKind.CHURN, Duration.ofDays(1), 90, "test");

        callbacks.requestAdmission(gone);
        callbacks.requestAdmission(lower);

        assertThat(callbacks.requestAdmission(lower).isAdmitted()).isTrue();
    }

    private static CallbackRequest request(String customer, int priority) {
        return new CallbackRequest(
                "k-" + customer, customer, null, CallbackKind.CHURN, Duration.ofDays(2), priority, "test");
    }

    private static List<Integer> priorities(List<AdmissionResult> turns) {
        return turns.stream()
                .filter(AdmissionResult::isAdmitted)
                .map(turn -> turn.callback().priority())
                .toList();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void notesOneOutcomeACall(EffectTestContext effects) {
        CallbackService callbacks = effects.get(CallbackService.class);
        String customer = effects.customer();
        long seq = callbacks
                .create(
                        "k-" + customer,
                        customer,
                        CallbackKind.CHURN,
                        effects.clock().instant(),
                        50,
                        "test")
                .seq();

        callbacks.record("t-" + customer, seq, CallbackOutcome.WILL_RETURN, "明天下单", "mei");
        callbacks.record("t-" + customer, seq, CallbackOutcome.WILL_RETURN, "明天下单", "mei");

        assertThat(effects.count(
                        "select count(*) from callback_outcome where customer_id = ? and note = ?", customer, "明天下单"))
                .isOne();
        assertCode("KEY_REUSED", () -> callbacks.record("t-" + customer, seq, CallbackOutcome.REFUSED, null, "mei"));
        assertCode("ALREADY_DONE", () -> callbacks.record("u-" + customer, seq, CallbackOutcome.REFUSED, null, "mei"));
        assertCode("UNKNOWN_CALLBACK", () -> callbacks.record("v-" + customer, 1, CallbackOutcome.REFUSED, null, null));
        assertCode("INVALID", () -> callbacks.record("w", seq, CallbackOutcome.REFUSED, "x".repeat(1001), null));
    }

    private static void assertCode(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}

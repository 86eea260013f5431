package io.perennial.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestEffects;
import io.perennial.api.Refused;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallbackServiceTest {

    private static final String BOTH = "io.perennial.TestEffects#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void notesACallOnceAKey(TestEffects effects) {
        CallbackService callbacks = effects.get(CallbackService.class);
        String customer = effects.customer();
        Instant due = effects.clock().instant().plus(Duration.ofDays(2));

        Callback first = callbacks.create("k-" + customer, customer, Kind.CHURN, due, 80, "test");
        effects.clock().standAt(effects.clock().instant().plus(Duration.ofHours(1)));

        assertThat(callbacks.create("k-" + customer, customer, Kind.CHURN, due.plusSeconds(1), 50, "test"))
                .isEqualTo(first);
        assertThat(first.dueAt()).isEqualTo(due);
        assertThatThrownBy(() -> callbacks.create("k-" + customer, customer, Kind.HARDSHIP, due, 80, "test"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void notesOneOutcomeACall(TestEffects effects) {
        CallbackService callbacks = effects.get(CallbackService.class);
        String customer = effects.customer();
        long seq = callbacks
                .create("k-" + customer, customer, Kind.CHURN, effects.clock().instant(), 50, "test")
                .seq();

        callbacks.record("t-" + customer, seq, Outcome.WILL_RETURN, "明天下单", "mei");
        callbacks.record("t-" + customer, seq, Outcome.WILL_RETURN, "明天下单", "mei");

        assertThat(effects.count(
                        "select count(*) from callback_outcome where customer_id = ? and note = ?", customer, "明天下单"))
                .isOne();
        assertCode("KEY_REUSED", () -> callbacks.record("t-" + customer, seq, Outcome.REFUSED, null, "mei"));
        assertCode("ALREADY_DONE", () -> callbacks.record("u-" + customer, seq, Outcome.REFUSED, null, "mei"));
        assertCode("UNKNOWN_CALLBACK", () -> callbacks.record("v-" + customer, 1, Outcome.REFUSED, null, null));
        assertCode("INVALID", () -> callbacks.record("w", seq, Outcome.REFUSED, "x".repeat(1001), null));
    }

    private static void assertCode(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}

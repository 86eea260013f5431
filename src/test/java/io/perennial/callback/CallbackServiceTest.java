package io.perennial.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestEffects;
import io.perennial.api.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
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
    void theMostValuableAreCalledFirstAndTheRestTheNextDay(TestEffects effects) throws Exception {
        TestEffects node = effects.with("perennial.callback.capacity=3");
        node.clock().standAt(Instant.parse("2031-05-01T02:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        List<Request> wishes = IntStream.range(0, 8)
                .mapToObj(i -> request(effects.customer(), 10 * (i + 1)))
                .toList();

        wishes.forEach(wish -> assertThat(callbacks.ask(wish).askAgainAt()).isEqualTo("2031-05-01T02:00:00Z"));
        List<Turn> turns = TestEffects.atOnce(8, i -> callbacks.ask(wishes.get(i)));

        assertThat(priorities(turns)).containsExactlyInAnyOrder(60, 70, 80);
        assertThat(turns)
                .filteredOn(turn -> !turn.hasCome())
                .extracting(Turn::askAgainAt)
                .containsOnly(Instant.parse("2031-05-01T16:00:00Z"));
        assertThat(effects.count(
                        "select count(*) from withheld where customer_id = ? and reason = 'CAPACITY'",
                        wishes.get(0).customerId()))
                .isOne();
        node.clock().standAt(Instant.parse("2031-05-01T16:00:00Z"));
        assertThat(priorities(wishes.stream().map(callbacks::ask).toList()))
                .as("whoever was called yesterday, and three more today")
                .containsExactlyInAnyOrder(60, 70, 80, 30, 40, 50);
        node.clock().standAt(Instant.parse("2031-05-02T16:00:00Z"));
        assertThat(priorities(wishes.stream().map(callbacks::ask).toList())).hasSize(8);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aNightsWishesWaitUntilTheHouseOpens(TestEffects effects) {
        TestEffects node = effects.with("perennial.callback.opens=08:00");
        node.clock().standAt(Instant.parse("2031-06-01T18:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        Request wish = request(effects.customer(), 50);

        callbacks.ask(wish);
        assertThat(callbacks.ask(wish).askAgainAt()).isEqualTo("2031-06-02T00:00:00Z");
        node.clock().standAt(Instant.parse("2031-06-02T00:00:00Z"));

        assertThat(callbacks.ask(wish).callback().dueAt()).isEqualTo("2031-06-04T00:00:00Z");
        assertThat(callbacks.ask(wish).hasCome()).isTrue();
        assertCode(
                "KEY_REUSED",
                () -> callbacks.ask(
                        new Request(wish.key(), wish.customerId(), null, Kind.HARDSHIP, wish.within(), 50, "test")));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aWishWhoseJourneyHasEndedTakesNobodysRoom(TestEffects effects) {
        TestEffects node = effects.with("perennial.callback.capacity=1");
        node.clock().standAt(Instant.parse("2031-07-01T02:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        Request lower = request(effects.customer(), 10);
        Request gone = new Request(
                "gone-" + lower.key(), effects.customer(), "ended", Kind.CHURN, Duration.ofDays(1), 90, "test");

        callbacks.ask(gone);
        callbacks.ask(lower);

        assertThat(callbacks.ask(lower).hasCome()).isTrue();
    }

    private static Request request(String customer, int priority) {
        return new Request("k-" + customer, customer, null, Kind.CHURN, Duration.ofDays(2), priority, "test");
    }

    private static List<Integer> priorities(List<Turn> turns) {
        return turns.stream()
                .filter(Turn::hasCome)
                .map(turn -> turn.callback().priority())
                .toList();
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

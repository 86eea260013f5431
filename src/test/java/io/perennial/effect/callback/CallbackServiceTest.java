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
    void createsACallbackOncePerKey(EffectTestContext effects) {
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
    void admitsTheMostValuableFirstAndTheRestTheNextDay(EffectTestContext effects) throws Exception {
        EffectTestContext node = effects.with("perennial.callback.capacity=3");
        node.clock().setTo(Instant.parse("2031-05-01T02:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        List<CallbackRequest> requests = IntStream.range(0, 8)
                .mapToObj(i -> request(effects.customer(), 10 * (i + 1)))
                .toList();

        requests.forEach(request ->
                assertThat(callbacks.requestAdmission(request).retryAt()).isEqualTo("2031-05-01T02:00:00Z"));
        List<AdmissionResult> results = EffectTestContext.atOnce(8, i -> callbacks.requestAdmission(requests.get(i)));

        assertThat(priorities(results)).containsExactlyInAnyOrder(60, 70, 80);
        assertThat(results)
                .filteredOn(result -> !result.isAdmitted())
                .extracting(AdmissionResult::retryAt)
                .containsOnly(Instant.parse("2031-05-01T16:00:00Z"));
        assertThat(effects.count(
                        "select count(*) from withheld where customer_id = ? and reason = 'CAPACITY'",
                        requests.get(0).customerId()))
                .isOne();
        node.clock().setTo(Instant.parse("2031-05-01T16:00:00Z"));
        assertThat(priorities(requests.stream().map(callbacks::requestAdmission).toList()))
                .as("those of yesterday, and three more today")
                .containsExactlyInAnyOrder(60, 70, 80, 30, 40, 50);
        node.clock().setTo(Instant.parse("2031-05-02T16:00:00Z"));
        assertThat(priorities(requests.stream().map(callbacks::requestAdmission).toList()))
                .hasSize(8);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void nightlyRequestsWaitForOpeningTime(EffectTestContext effects) {
        EffectTestContext node = effects.with("perennial.callback.opens=08:00");
        node.clock().setTo(Instant.parse("2031-06-01T18:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        CallbackRequest request = request(effects.customer(), 50);

        callbacks.requestAdmission(request);
        assertThat(callbacks.requestAdmission(request).retryAt()).isEqualTo("2031-06-02T00:00:00Z");
        node.clock().setTo(Instant.parse("2031-06-02T00:00:00Z"));

        assertThat(callbacks.requestAdmission(request).callback().dueAt()).isEqualTo("2031-06-04T00:00:00Z");
        assertThat(callbacks.requestAdmission(request).isAdmitted()).isTrue();
        assertCode(
                "KEY_REUSED",
                () -> callbacks.requestAdmission(new CallbackRequest(
                        request.key(),
                        request.customerId(),
                        null,
                        CallbackKind.HARDSHIP,
                        request.dueWithin(),
                        50,
                        "test")));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void requestOfAnEndedJourneyTakesNoCapacity(EffectTestContext effects) {
        EffectTestContext node = effects.with("perennial.callback.capacity=1");
        node.clock().setTo(Instant.parse("2031-07-01T02:00:00Z"));
        CallbackService callbacks = node.get(CallbackService.class);
        CallbackRequest lower = request(effects.customer(), 10);
        CallbackRequest ended = new CallbackRequest(
                "ended-" + lower.key(),
                effects.customer(),
                "ended",
                CallbackKind.CHURN,
                Duration.ofDays(1),
                90,
                "test");

        callbacks.requestAdmission(ended);
        callbacks.requestAdmission(lower);

        assertThat(callbacks.requestAdmission(lower).isAdmitted()).isTrue();
    }

    private static CallbackRequest request(String customer, int priority) {
        return new CallbackRequest(
                "k-" + customer, customer, null, CallbackKind.CHURN, Duration.ofDays(2), priority, "test");
    }

    private static List<Integer> priorities(List<AdmissionResult> results) {
        return results.stream()
                .filter(AdmissionResult::isAdmitted)
                .map(result -> result.callback().priority())
                .toList();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void recordsOneOutcomePerCall(EffectTestContext effects) {
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

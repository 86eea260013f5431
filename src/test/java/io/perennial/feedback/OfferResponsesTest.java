package io.perennial.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestEffects;
import io.perennial.api.Refused;
import io.perennial.feedback.OfferResponses.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OfferResponsesTest {

    @ParameterizedTest
    @MethodSource("io.perennial.TestEffects#both")
    void recordsAnAnswerOnceAKey(TestEffects effects) {
        OfferResponses responses = effects.get(OfferResponses.class);
        String customer = effects.customer();

        responses.record("k-" + customer, customer, "recall-30-off", Response.WON, "test");
        responses.record("k-" + customer, customer, "recall-30-off", Response.WON, "test");

        assertThat(effects.count("select count(*) from offer_response where customer_id = ?", customer))
                .isOne();
        assertThatThrownBy(() -> responses.record("k-" + customer, customer, "recall-30-off", Response.LOST, "test"))
                .isInstanceOf(Refused.class);
    }
}

package io.perennial.learning.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.coupon.CouponService;
import io.perennial.learning.response.OfferResponses.Response;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OfferResponsesTest {

    private static final String OFFER = "recall-30-off";

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void responseIsRecordedOncePerKeyAndPerOfferGiven(EffectTestContext effects) {
        OfferResponses responses = effects.get(OfferResponses.class);
        String customer = given(effects, OFFER);
        String key = "k-" + customer;

        responses.record(key, customer, OFFER, Response.WON, "test", customer);
        responses.record(key, customer, OFFER, Response.WON, "test", customer);
        responses.record("l-" + customer, customer, OFFER, Response.LOST, "test", customer);

        assertThat(answers(effects, customer)).isOne();
        assertThatThrownBy(() -> responses.record(key, customer, OFFER, Response.LOST, "test", customer))
                .isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void offerNeverGivenHasNoResponse(EffectTestContext effects) {
        String customer = effects.customer();

        effects.get(OfferResponses.class).record("k-" + customer, customer, OFFER, Response.LOST, "test", customer);

        assertThat(answers(effects, customer)).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void responseOfTheJourneyIsNotRepeatedByTheNightlyRun(EffectTestContext effects) {
        OfferResponses responses = effects.get(OfferResponses.class);
        Instant given = effects.clock().instant();
        String customer = effects.customer();
        String key = "once:" + customer + ":activation:Task_IssueCoupon:" + OFFER;
        effects.get(CouponService.class).issue(key, customer, OFFER, cause(customer));
        responses.record("k-" + customer, customer, OFFER, Response.LOST, "test", customer);

        effects.clock().setTo(given.plus(Duration.ofDays(46)));
        responses.recordUnanswered(OFFER, 45);

        assertThat(answer(effects, customer)).containsEntry("response", "LOST").containsEntry("offered_key", key);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void concurrentJourneyAndNightlyRunRecordOneResponse(EffectTestContext effects) throws Exception {
        OfferResponses responses = effects.get(OfferResponses.class);
        Instant given = effects.clock().instant();
        List<String> customers = IntStream.range(0, 20)
                .mapToObj(i -> given(effects, "churn-30-off"))
                .toList();
        effects.clock().setTo(given.plus(Duration.ofDays(31)));

        EffectTestContext.atOnce(4, thread -> {
            if (thread == 0) {
                responses.recordUnanswered("churn-30-off", 30);
            } else {
                customers.forEach(customer -> responses.record(
                        thread + "-" + customer, customer, "churn-30-off", Response.WON, "test", customer));
            }
            return thread;
        });

        assertThat(customers)
                .allSatisfy(customer -> assertThat(answers(effects, customer)).isOne());
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void responseHasStrengthCostAndTimeOfTheCouponGiven(EffectTestContext effects) {
        String customer = effects.customer();
        String journey = "j-" + customer;
        Instant given = effects.clock().instant();
        CouponService coupons = effects.get(CouponService.class);
        coupons.issue("other:" + customer, customer, OFFER, "test");
        String coupon = coupons.issue(journey + ":Task_IssueCoupon:2:" + OFFER, customer, OFFER, cause(journey))
                .couponId();
        order(effects, customer, given.plus(Duration.ofDays(3)));
        coupons.redeem(coupon, "r-" + customer, "o", null, null);
        effects.clock().setTo(given.plus(Duration.ofDays(4)));

        effects.get(OfferResponses.class).record("w-" + customer, customer, OFFER, Response.WON, "test", journey);

        Map<String, Object> answer = answer(effects, customer);
        assertThat(answer.get("strength")).isEqualTo(new BigDecimal("30.00"));
        assertThat(answer.get("cost")).isEqualTo(new BigDecimal("30.00"));
        assertThat(answer.get("offered_key")).isEqualTo(journey + ":Task_IssueCoupon:2:" + OFFER);
        assertThat(answer.get("hours")).isEqualTo(72L);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void couponsWithoutResponseGetOneWhenTheirWindowIsOver(EffectTestContext effects) {
        OfferResponses responses = effects.get(OfferResponses.class);
        Instant given = effects.clock().instant();
        String wins = given(effects, "festival-gift");
        order(effects, wins, given.plus(Duration.ofDays(13)));
        String late = given(effects, "festival-gift");
        order(effects, late, given.plus(Duration.ofDays(14)));
        String lost = given(effects, "festival-gift");
        effects.sql()
                .sql("update customer set stage = 'LOST' where customer_id = ?")
                .param(lost)
                .update();
        String recorded = given(effects, "festival-gift");
        responses.record("s-" + recorded, recorded, "festival-gift", Response.WON, "test", recorded);
        String laterOne = given(effects, "festival-gift");
        effects.clock().setTo(given.plus(Duration.ofDays(5)));
        effects.get(CouponService.class).issue("more:" + laterOne, laterOne, OFFER, "test");
        order(effects, laterOne, given.plus(Duration.ofDays(6)));

        effects.clock().setTo(given.plus(Duration.ofDays(14)).minusMillis(1));
        responses.recordUnanswered("festival-gift", 14);
        assertThat(answers(effects, wins)).as("its window is still open").isZero();
        effects.clock().setTo(given.plus(Duration.ofDays(15)));
        assertThat(responses.recentOffers()).contains("festival-gift", OFFER);
        responses.recordUnanswered("festival-gift", 14);
        responses.recordUnanswered("festival-gift", 14);

        assertThat(answer(effects, wins)).containsEntry("response", "WON").containsEntry("hours", 13 * 24L);
        assertThat(answer(effects, late)).containsEntry("response", "IGNORED").containsEntry("hours", null);
        assertThat(answer(effects, lost)).containsEntry("response", "LOST");
        assertThat(answer(effects, recorded)).containsEntry("response", "WON").containsEntry("cause", "test");
        assertThat(answer(effects, laterOne)).as("another offer won that order").containsEntry("response", "IGNORED");
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void warningIsWonByAReturnAndElseIgnored(EffectTestContext effects) {
        OfferResponses responses = effects.get(OfferResponses.class);
        Instant warned = effects.clock().instant();
        String saved = warned(effects, warned);
        move(effects, saved, "RETENTION", warned.plus(Duration.ofHours(30)));
        String silent = warned(effects, warned);
        move(effects, silent, "RECALL", warned.plus(Duration.ofDays(7)));
        move(effects, silent, "RETENTION", warned.plus(Duration.ofDays(9)));
        String open = warned(effects, warned);

        responses.recordEndedWarnings();
        responses.recordEndedWarnings();

        assertThat(answer(effects, saved)).containsEntry("response", "WON").containsEntry("hours", 30L);
        assertThat(answer(effects, silent)).containsEntry("response", "IGNORED");
        assertThat(answers(effects, open)).isZero();
    }

    private static String given(EffectTestContext effects, String offer) {
        String customer = effects.customer();
        assertThat(effects.get(CouponService.class)
                        .issue(customer + ":Task_IssueCoupon:" + offer, customer, offer, cause(customer))
                        .couponId())
                .isNotNull();
        return customer;
    }

    /** The cause as a step of that journey writes it. */
    private static String cause(String journey) {
        return "journey:activation/Task_IssueCoupon/" + journey;
    }

    private static String warned(EffectTestContext effects, Instant at) {
        String customer = effects.customer();
        move(effects, customer, "CHURN_WARNING", at);
        return customer;
    }

    private static void move(EffectTestContext effects, String customer, String stage, Instant at) {
        effects.sql()
                .sql("insert into stage_move (seq, request_key, customer_id, at, to_stage, cause) "
                        + "values (?, ?, ?, ?, ?, 'test')")
                .params(effects.get(SequenceIds.class).next(), customer + stage + at, customer, SqlTime.of(at), stage)
                .update();
    }

    private static void order(EffectTestContext effects, String customer, Instant at) {
        effects.sql()
                .sql("insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) "
                        + "values (?, ?, ?, 100, false)")
                .params(customer, "o" + at, SqlTime.of(at))
                .update();
    }

    private static long answers(EffectTestContext effects, String customer) {
        return effects.count("select count(*) from offer_response where customer_id = ?", customer);
    }

    private static Map<String, Object> answer(EffectTestContext effects, String customer) {
        return effects.sql()
                .sql("select response, cause, offered_key, strength, cost, "
                        + "timestampdiff(hour, offered_at, answered_at) as hours "
                        + "from offer_response where customer_id = ?")
                .param(customer)
                .query()
                .singleRow();
    }
}

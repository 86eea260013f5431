package io.perennial.learning.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.TestDatabases;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictionQualityTest {

    private static final Instant NIGHT = Instant.parse("2026-03-01T18:05:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void predictionsAreComparedWithOutcomes(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        effects.clock().setTo(NIGHT);
        customer(effects, "silent-high", "CHURN_WARNING");
        decided(effects, "silent-high", "HIGH");
        customer(effects, "back-high", "CHURN_WARNING");
        decided(effects, "back-high", "HIGH");
        event(effects, "back-high", "LOGGED_IN", 29);
        customer(effects, "silent", "RETENTION");
        event(effects, "silent", "LOGGED_IN", 31);
        event(effects, "silent", "PAGE_VIEWED", 3);
        customer(effects, "buys", "RETENTION");
        event(effects, "buys", "ORDER_PLACED", 1);
        customer(effects, "lost", "LOST");
        customer(effects, "warned-before", "CHURN_WARNING");
        effects.sql()
                .sql("update customer set stage_since = '2026-02-20' where customer_id = 'warned-before'")
                .update();
        bill(effects, "buys", null);
        bill(effects, "silent", 5);
        tag(effects, "silent", "risk:repeat-overdue");
        PredictionQuality predictions = effects.get(PredictionQuality.class);

        assertThat(predictions.recordPredictions()).isEqualTo(5);
        predictions.recordPredictions();
        assertThat(predictions.evaluate()).isZero();
        effects.clock().setTo(NIGHT.plus(Duration.ofDays(31)));
        assertThat(predictions.evaluate()).isOne();
        assertThat(predictions.evaluate()).isZero();

        Map<String, PredictionQualityReport> quality = predictions.quality(DAY, DAY).stream()
                .collect(Collectors.toMap(PredictionQualityReport::what, Function.identity()));
        assertThat(quality.get("churn-risk").calibration())
                .containsExactly(
                        new PredictionQualityReport.Score(3, "HIGH", 2, 1, 0.5),
                        new PredictionQualityReport.Score(0, "NONE", 2, 1, 0.5));
        assertThat(quality.get("churn-risk").auc()).isEqualTo(0.5);
        assertThat(quality.get("risk:repeat-overdue").auc()).isEqualTo(1.0);
        assertThat(quality.get("risk:repayment-slowing").calibration())
                .containsExactly(new PredictionQualityReport.Score(0, "not tagged", 2, 1, 0.5));
        assertThat(effects.count("select count(*) from foresight"))
                .as("evaluated predictions are deleted")
                .isZero();
        assertThat(predictions.quality(DAY.plusDays(1), DAY.plusDays(9))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void sampleHasTheConfiguredSizeAndChangesDaily(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind).with("perennial.foresight.sample=20");
        effects.clock().setTo(NIGHT);
        for (int i = 0; i < 60; i++) {
            customer(effects, "s" + i, "RETENTION");
        }
        PredictionQuality predictions = effects.get(PredictionQuality.class);

        assertThat(predictions.recordPredictions()).isEqualTo(20);
        effects.clock().setTo(NIGHT.plus(Duration.ofDays(1)));
        assertThat(predictions.recordPredictions()).isEqualTo(20);

        List<String> first = sampled(effects, "2026-03-02");
        assertThat(first).hasSize(20);
        assertThat(sampled(effects, "2026-03-03")).hasSize(20).isNotEqualTo(first);
    }

    private static List<String> sampled(EffectTestContext effects, String day) {
        return effects.sql()
                .sql("select customer_id from foresight where day = ? and what = 'churn-risk' order by customer_id")
                .param(day)
                .query(String.class)
                .list();
    }

    private static void customer(EffectTestContext effects, String id, String stage) {
        effects.customer(id, "SEARCH", NIGHT);
        effects.sql()
                .sql("update customer set stage = ? where customer_id = ?")
                .params(stage, id)
                .update();
    }

    private static void decided(EffectTestContext effects, String id, String risk) {
        effects.sql()
                .sql("insert into decision_record (seq, customer_id, at, decision, version, rules, inputs, outputs,"
                        + " cause) values (?, ?, ?, 'churn-risk', 1, '[]', '{}', ?, 'review')")
                .params(
                        effects.get(SequenceIds.class).next(),
                        id,
                        SqlTime.of(NIGHT),
                        "[{\"churnRisk\":\"" + risk + "\",\"churnReason\":\"NO_LOGIN\"}]")
                .update();
    }

    private static void event(EffectTestContext effects, String id, String type, int day) {
        String at = SqlTime.of(NIGHT.plus(Duration.ofDays(day)));
        long seq = effects.get(SequenceIds.class).next();
        effects.sql()
                .sql("insert into event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data) "
                        + "values (?, ?, ?, ?, ?, ?, '', '{}')")
                .params(seq, "e" + seq, type, id, at, at)
                .update();
    }

    private static void bill(EffectTestContext effects, String id, Integer overdueOnDay) {
        effects.sql()
                .sql("insert into bill (customer_id, bill_id, due_on, overdue_at) values (?, 'b', '2026-03-01', ?)")
                .params(id, overdueOnDay == null ? null : SqlTime.of(NIGHT.plus(Duration.ofDays(overdueOnDay))))
                .update();
    }

    private static void tag(EffectTestContext effects, String id, String tag) {
        effects.sql()
                .sql("insert into tag (customer_id, tag, since, until_at, rule_id, version, evidence) "
                        + "values (?, ?, '2026-02-01', '2026-09-01', 'r', 1, '[]')")
                .params(id, tag)
                .update();
    }
}

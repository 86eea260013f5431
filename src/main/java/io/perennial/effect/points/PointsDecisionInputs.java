package io.perennial.effect.points;

import io.perennial.platform.engine.model.ModelVocabularySource;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The inputs of the membership's tables besides facts. */
@Component
class PointsDecisionInputs implements ModelVocabularySource {

    static final String EARNED_12M = "pointsEarned12m";
    static final String EVENT_TYPE = "eventType";
    static final String AMOUNT = "amount";
    static final String ON_TIME = "onTime";
    static final String STREAK_COMPLETE = "streakComplete";
    static final String ITEM = "item";

    private static final Map<String, Object> SAMPLES = Map.of(
            EARNED_12M,
            500L,
            EVENT_TYPE,
            "ORDER_PLACED",
            AMOUNT,
            new BigDecimal("1234.56"),
            ON_TIME,
            true,
            STREAK_COMPLETE,
            true,
            ITEM,
            "FEE_WAIVER");

    @Override
    public Set<String> inputs() {
        return SAMPLES.keySet();
    }

    @Override
    public Map<String, Object> samples() {
        return SAMPLES;
    }
}

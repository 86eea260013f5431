package io.perennial.points;

import io.perennial.engine.Vocabulary;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What the tables of the membership may ask for besides facts. */
@Component
class PointsWords implements Vocabulary {

    static final String EARNED_12M = "pointsEarned12m";
    static final String EVENT_TYPE = "eventType";
    static final String AMOUNT = "amount";
    static final String ON_TIME = "onTime";
    static final String STREAK_COMPLETE = "streakComplete";
    static final String ITEM = "item";

    @Override
    public Set<String> words() {
        return Set.of(EARNED_12M, EVENT_TYPE, AMOUNT, ON_TIME, STREAK_COMPLETE, ITEM);
    }
}

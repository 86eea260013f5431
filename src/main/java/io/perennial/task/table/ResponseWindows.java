package io.perennial.task.table;

import io.perennial.decision.Decisions;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Time within which an order counts for an offer, by the table {@code response-window}. */
@Component
public class ResponseWindows {

    static final String OFFER = "offer";
    private static final String TABLE = "response-window";

    private final Decisions decisions;

    ResponseWindows(Decisions decisions) {
        this.decisions = decisions;
    }

    public int days(String offer) {
        Object days = decisions.decide(TABLE, "", Map.of(OFFER, offer), TABLE).output("responseDays");
        if (days instanceof Number number && number.intValue() > 0) {
            return number.intValue();
        }
        throw new IllegalStateException(TABLE + " must give the offer " + offer + " a window of days, not " + days);
    }
}

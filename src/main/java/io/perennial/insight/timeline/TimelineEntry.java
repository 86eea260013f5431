package io.perennial.insight.timeline;

import java.time.Instant;
import java.util.Map;

/** One thing that happened to a customer, or that was done or withheld; the cursor leads to what came before it. */
public record TimelineEntry(Instant at, Kind kind, String name, Map<String, Object> detail, String cursor) {

    public enum Kind {
        EVENT,
        DECISION,
        EFFECT,
        WITHHELD,
        STAGE,
        TIER,
        TASK
    }
}

package io.perennial.insight.timeline;

import io.perennial.platform.sql.TimelineSource.Kind;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Latest events, effects, stages and tiers of a customer, for the briefing of a task. */
@Component
class RecentTimeline {

    private static final int ENTRIES = 60;
    private static final Set<Kind> SHOWN = Set.of(Kind.EVENT, Kind.EFFECT, Kind.STAGE, Kind.TIER);

    private final Timeline timeline;

    RecentTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    /** The latest entries, newest first, without decisions, tasks and withheld effects. */
    List<TimelineEntry> of(String customerId) {
        return timeline.of(customerId, null, ENTRIES).stream()
                .filter(entry -> SHOWN.contains(entry.kind()))
                .toList();
    }
}

package io.perennial.insight.timeline;

import io.perennial.insight.timeline.TimelineEntry.Kind;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The end of a customer's story, for whoever is about to talk to or decide about them. */
@Component
class RecentTimeline {

    private static final int LOOKED_AT = 60;
    private static final Set<Kind> TOLD = Set.of(Kind.EVENT, Kind.EFFECT, Kind.STAGE, Kind.TIER);

    private final Timeline timeline;

    RecentTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    /** What happened and what was done lately, newest first; decisions, tasks and what was withheld are left out. */
    List<TimelineEntry> of(String customerId) {
        return timeline.of(customerId, null, LOOKED_AT).stream()
                .filter(entry -> TOLD.contains(entry.kind()))
                .toList();
    }
}

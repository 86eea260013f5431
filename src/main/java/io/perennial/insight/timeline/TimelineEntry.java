package io.perennial.insight.timeline;

import io.perennial.platform.sql.TimelineSource.Kind;
import java.time.Instant;
import java.util.Map;

/** Entry of a customer's timeline; the cursor is the start of the next page. */
public record TimelineEntry(Instant at, Kind kind, String name, Map<String, Object> detail, String cursor) {}

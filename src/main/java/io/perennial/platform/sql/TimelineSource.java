package io.perennial.platform.sql;

import java.util.List;

/**
 * Source of timeline entries, contributed as a bean by the package that owns the table.
 *
 * @param table with the columns {@code seq} and {@code customer_id}; or a subquery with an alias, which may use {@code :id}
 * @param at column of the time
 * @param name SQL expression for the name of an entry
 * @param columns of its detail
 */
public record TimelineSource(Kind kind, String table, String at, String name, List<String> columns) {

    /** Kind of a timeline entry. */
    public enum Kind {
        EVENT,
        DECISION,
        EFFECT,
        WITHHELD,
        STAGE,
        TIER,
        TASK
    }

    public static TimelineSource of(Kind kind, String table, String at, String name, String... columns) {
        return new TimelineSource(kind, table, at, name, List.of(columns));
    }
}

package io.perennial.platform.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Instants as the database keeps them: UTC, to the millisecond. Bound as text, because the driver is told to drop fractions
 * of seconds for the engine's sake.
 */
public final class SqlTime {

    private static final String NOTHING_PAST_THE_MINUTE = ":00.000";
    private static final int TO_THE_MINUTE = "2026-01-31 09:30".length();
    private static final int NANOS_A_MILLI = 1_000_000;

    private SqlTime() {}

    public static String of(Instant at) {
        if (at == null) {
            return null;
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(
                at.getEpochSecond(), at.getNano() / NANOS_A_MILLI * NANOS_A_MILLI, ZoneOffset.UTC);
        // Not by a formatter, which takes ten times as long; what is left out here is all zeros.
        String text = utc.toString().replace('T', ' ');
        return text + NOTHING_PAST_THE_MINUTE.substring(text.length() - TO_THE_MINUTE);
    }

    public static Instant read(ResultSet row, String column) throws SQLException {
        LocalDateTime at = row.getObject(column, LocalDateTime.class);
        return at == null ? null : at.toInstant(ZoneOffset.UTC);
    }
}

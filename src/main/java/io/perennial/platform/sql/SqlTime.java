package io.perennial.platform.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Instants as stored in the database: UTC, in milliseconds. Bound as text, because the driver is configured to drop fractional
 * seconds for the engine.
 */
public final class SqlTime {

    private static final String ZERO_SECONDS = ":00.000";
    private static final int MINUTE_LENGTH = "2026-01-31 09:30".length();
    private static final int NANOS_PER_MILLI = 1_000_000;

    private SqlTime() {}

    public static String of(Instant at) {
        if (at == null) {
            return null;
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(
                at.getEpochSecond(), at.getNano() / NANOS_PER_MILLI * NANOS_PER_MILLI, ZoneOffset.UTC);
        // A formatter takes ten times as long; toString() only omits zeros.
        String text = utc.toString().replace('T', ' ');
        return text + ZERO_SECONDS.substring(text.length() - MINUTE_LENGTH);
    }

    public static Instant read(ResultSet row, String column) throws SQLException {
        LocalDateTime at = row.getObject(column, LocalDateTime.class);
        return at == null ? null : at.toInstant(ZoneOffset.UTC);
    }
}

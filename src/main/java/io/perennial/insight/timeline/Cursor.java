package io.perennial.insight.timeline;

import io.perennial.platform.api.ApiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Position in a timeline: an instant, and the sequence number among entries of that instant. */
record Cursor(Instant at, long seq) {

    /** Parses an instant or the cursor of an entry. */
    static Cursor parse(String text) {
        int split = text.indexOf('~');
        try {
            String at = split < 0 ? text : text.substring(0, split);
            long seq = split < 0 ? Long.MIN_VALUE : Long.parseLong(text.substring(split + 1));
            OffsetDateTime instant = OffsetDateTime.parse(at);
            if (instant.getYear() >= 1000 && instant.getYear() < 9999) {
                return new Cursor(instant.toInstant(), seq);
            }
            throw new DateTimeException("outside the range of the database");
        } catch (DateTimeException | NumberFormatException notACursor) {
            throw ApiException.invalid(
                    "before must be an instant such as 2026-01-31T00:00:00Z or the cursor of an entry.");
        }
    }

    @Override
    public String toString() {
        return at + "~" + seq;
    }
}

package io.perennial.effect.outreach;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Hours without messages, from one local time (inclusive) to another (exclusive), possibly over midnight. */
record QuietHours(LocalTime from, LocalTime until) {

    /** The first moment outside quiet hours, at or after the given one. */
    Instant after(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        LocalTime time = local.toLocalTime();
        if (!isQuiet(time)) {
            return at;
        }
        LocalDate lastDay =
                time.isBefore(until) ? local.toLocalDate() : local.toLocalDate().plusDays(1);
        // When the end of summer time repeats that hour, the quiet hours end at its second occurrence.
        return lastDay.atTime(until).atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }

    private boolean isQuiet(LocalTime time) {
        boolean started = !time.isBefore(from);
        boolean notOver = time.isBefore(until);
        return from.isAfter(until) ? started || notOver : started && notOver;
    }
}

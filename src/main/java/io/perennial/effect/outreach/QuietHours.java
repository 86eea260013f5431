package io.perennial.effect.outreach;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The hours of the night, from one local time (included) to another (not included), in which nobody is disturbed. */
record QuietHours(LocalTime from, LocalTime until) {

    /** The first moment not before the given one that is not quiet. */
    Instant after(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        LocalTime time = local.toLocalTime();
        if (!isQuiet(time)) {
            return at;
        }
        LocalDate lastDay =
                time.isBefore(until) ? local.toLocalDate() : local.toLocalDate().plusDays(1);
        // Where the end of summer time repeats that hour, the night ends when it comes again.
        return lastDay.atTime(until).atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }

    private boolean isQuiet(LocalTime time) {
        boolean started = !time.isBefore(from);
        boolean notOver = time.isBefore(until);
        return from.isAfter(until) ? started || notOver : started && notOver;
    }
}

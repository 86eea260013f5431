package io.perennial.insight;

import io.perennial.api.Refused;
import java.time.LocalDate;

/** Days that are asked about, the first and the last among them. */
record Period(LocalDate from, LocalDate to) {

    private static final LocalDate FIRST = LocalDate.of(1000, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9998, 12, 31);

    /**
     * The days from the one to the other; where one is not given, there is no bound.
     *
     * @throws Refused INVALID when they are the wrong way round or out of range
     */
    static Period of(LocalDate from, LocalDate to) {
        Period period = new Period(from == null ? FIRST : from, to == null ? LAST : to);
        if (period.from.isBefore(FIRST) || period.to.isAfter(LAST)) {
            throw Refused.invalid("from and to must be days of the years 1000 to 9998.");
        }
        if (period.from.isAfter(period.to)) {
            throw Refused.invalid("from must not be after to.");
        }
        return period;
    }

    boolean has(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }
}

package io.perennial.api;

import java.time.LocalDate;

/** Days a caller asks about, the first and the last among them. */
public record Days(LocalDate from, LocalDate to) {

    private static final int FIRST_YEAR = 1000;
    private static final int LAST_YEAR = 9998;

    /**
     * The days from the one to the other.
     *
     * @param from null for so many days until the last
     * @param to   null for today
     * @throws Refused INVALID when they are the wrong way round or out of range
     */
    public static Days of(LocalDate from, LocalDate to, int days, LocalDate today) {
        LocalDate last = inRange(to == null ? today : to);
        LocalDate first = inRange(from == null ? last.minusDays(days - 1L) : from);
        if (first.isAfter(last)) {
            throw Refused.invalid("from must not be after to.");
        }
        return new Days(first, last);
    }

    private static LocalDate inRange(LocalDate day) {
        if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
            throw Refused.invalid("from and to must be days of the years 1000 to 9998.");
        }
        return day;
    }
}

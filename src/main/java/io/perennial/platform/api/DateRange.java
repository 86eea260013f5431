package io.perennial.platform.api;

import java.time.LocalDate;

/** Range of days, both ends included. */
public record DateRange(LocalDate from, LocalDate to) {

    private static final LocalDate FIRST = LocalDate.of(1000, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9998, 12, 31);

    /**
     * Range between two days; a null bound is open.
     *
     * @throws ApiException INVALID when {@code from} is after {@code to}, or one is out of range
     */
    public static DateRange of(LocalDate from, LocalDate to) {
        LocalDate first = inRange(from == null ? FIRST : from);
        LocalDate last = inRange(to == null ? LAST : to);
        if (first.isAfter(last)) {
            throw ApiException.invalid("from must not be after to.");
        }
        return new DateRange(first, last);
    }

    /**
     * Range between two days with defaults.
     *
     * @param from null for the given number of days up to {@code to}
     * @param to   null for today
     * @throws ApiException INVALID when {@code from} is after {@code to}, or one is out of range
     */
    public static DateRange of(LocalDate from, LocalDate to, int days, LocalDate today) {
        LocalDate last = inRange(to == null ? today : to);
        return of(from == null ? last.minusDays(days - 1L) : from, last);
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }

    private static LocalDate inRange(LocalDate day) {
        if (day.isBefore(FIRST) || day.isAfter(LAST)) {
            throw ApiException.invalid("from and to must be days of the years 1000 to 9998.");
        }
        return day;
    }
}

package io.perennial.insight;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Contribution of one customer to the sums.
 *
 * @param orders not cancelled
 * @param spend yuan, of these orders
 * @param activatedSoon whether the first of them was placed within 30 days of the registration
 * @param months bit n: active in the nth month after the month of registration
 */
record CustomerCount(
        String customerId,
        LocalDate registeredOn,
        String channel,
        int orders,
        BigDecimal spend,
        LocalDate firstOrderOn,
        boolean activatedSoon,
        boolean billed,
        boolean overdue,
        LocalDate lastActiveOn,
        long months) {

    /** Number of months tracked since registration. */
    static final int MONTHS = 60;

    CustomerCount active(Set<LocalDate> days) {
        long activeMonths = months;
        LocalDate last = lastActiveOn;
        for (LocalDate day : days) {
            long month = ChronoUnit.MONTHS.between(YearMonth.from(registeredOn), YearMonth.from(day));
            if (month >= 0 && month < MONTHS) {
                activeMonths |= 1L << month;
            }
            last = last == null || day.isAfter(last) ? day : last;
        }
        return new CustomerCount(
                customerId,
                registeredOn,
                channel,
                orders,
                spend,
                firstOrderOn,
                activatedSoon,
                billed,
                overdue,
                last,
                activeMonths);
    }

    boolean isActiveIn(int month) {
        return (months >> month & 1) == 1;
    }

    LocalDate registeredIn() {
        return registeredOn.withDayOfMonth(1);
    }
}

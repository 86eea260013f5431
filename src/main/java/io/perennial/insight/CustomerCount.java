package io.perennial.insight;

import io.perennial.insight.CustomerCountRepository.Seen;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/**
 * What of one customer is in the sums.
 *
 * @param orders that were not cancelled
 * @param spend yuan, of these orders
 * @param activatedSoon whether the first of them came within 30 days of the registration
 * @param months bit n: did something in the nth month after the one of the registration
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

    /** Longer nobody's months are told apart. */
    static final int MONTHS = 60;

    CustomerCount active(Seen seen) {
        long with = months;
        LocalDate last = lastActiveOn;
        for (LocalDate day : seen.days()) {
            long month = ChronoUnit.MONTHS.between(YearMonth.from(registeredOn), YearMonth.from(day));
            if (month >= 0 && month < MONTHS) {
                with |= 1L << month;
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
                with);
    }

    boolean isActiveIn(int month) {
        return (months >> month & 1) == 1;
    }

    LocalDate registeredIn() {
        return registeredOn.withDayOfMonth(1);
    }
}

package io.perennial.effect.points;

import java.time.YearMonth;
import java.util.List;

/**
 * A customer's points ledger over a calendar month in the default time zone: opening + earned − spent − expired − reversed =
 * closing.
 *
 * @param opening points at the beginning of the month
 * @param closing points at its end, or now while it lasts
 * @param level as of then; null before the customer is a member
 * @param entries newest first
 */
public record MonthStatement(
        YearMonth month,
        long opening,
        long earned,
        long spent,
        long expired,
        long reversed,
        long closing,
        Level level,
        List<Statement.Entry> entries) {}

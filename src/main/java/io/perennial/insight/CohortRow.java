package io.perennial.insight;

import java.math.BigDecimal;
import java.util.List;

/** Customers of one month of registration. The numbers are defined in {@code insight/definitions.yaml}. */
record CohortRow(String cohort, long customers, List<Month> months) {

    /** How many of them did something in the nth month after the one of their registration, and which part that is. */
    record Month(int month, long active, BigDecimal share) {}

    /** One line for each month, for a spreadsheet. */
    record Line(String cohort, long customers, int month, long active, BigDecimal share) {}
}

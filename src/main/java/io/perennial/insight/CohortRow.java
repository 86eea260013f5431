package io.perennial.insight;

import java.math.BigDecimal;
import java.util.List;

/** Numbers of one month's registrations, defined in {@code insight/definitions.yaml}. */
record CohortRow(String cohort, long customers, List<Month> months) {

    /** Number and share of them active in the nth month after their month of registration. */
    record Month(int month, long active, BigDecimal share) {}

    /** CSV row of one month. */
    record Line(String cohort, long customers, int month, long active, BigDecimal share) {}
}

package io.perennial.insight;

import java.math.BigDecimal;

/** Numbers of a kind of callback, defined in {@code insight/definitions.yaml}. */
record CallbackRow(
        String kind,
        long created,
        long done,
        long open,
        long overdue,
        long lapsed,
        long waiting,
        long willReturn,
        long hardship,
        long notReached,
        long refused,
        BigDecimal reachedRate) {}

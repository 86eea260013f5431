package io.perennial.insight;

import java.math.BigDecimal;

/** Numbers of a funnel step, defined in {@code insight/definitions.yaml}. */
record FunnelStep(String step, long customers, BigDecimal share, BigDecimal ofPrevious) {}

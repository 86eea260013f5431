package io.perennial.insight;

import java.math.BigDecimal;

/** A step from registration on. The numbers are defined in {@code insight/definitions.yaml}. */
record FunnelStep(String step, long customers, BigDecimal share, BigDecimal ofPrevious) {}

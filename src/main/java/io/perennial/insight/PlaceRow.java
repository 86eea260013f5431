package io.perennial.insight;

import java.math.BigDecimal;

/** A step of a process. The numbers are defined in {@code insight/definitions.yaml}. */
record PlaceRow(String element, String name, String kind, long here, long passed, BigDecimal share) {}

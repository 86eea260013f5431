package io.perennial.insight;

import java.math.BigDecimal;

/** Numbers of a step of a process, defined in {@code insight/definitions.yaml}. */
record PlaceRow(String element, String name, String kind, long here, long passed, BigDecimal share) {}

package io.perennial.insight;



/** A stage and tier. The numbers are defined in {@code insight/definitions.yaml}. */
record StageCount(String stage, String tier, long customers) {}

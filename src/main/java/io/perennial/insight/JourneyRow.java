package io.perennial.insight;

/** Numbers of a process, defined in {@code insight/definitions.yaml}. */
record JourneyRow(String process, String name, int version, long running, long started, long ended) {}

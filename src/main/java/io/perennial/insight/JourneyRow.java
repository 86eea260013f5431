package io.perennial.insight;



/** A process. The numbers are defined in {@code insight/definitions.yaml}. */
record JourneyRow(String process, String name, int version, long running, long started, long ended) {}

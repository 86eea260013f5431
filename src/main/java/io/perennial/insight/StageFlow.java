package io.perennial.insight;



/** Moves from one stage to another. The numbers are defined in {@code insight/definitions.yaml}. */
record StageFlow(String from, String to, long moves) {}

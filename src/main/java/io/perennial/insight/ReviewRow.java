package io.perennial.insight;

import java.time.Instant;

/** Numbers of a nightly review, defined in {@code insight/definitions.yaml}. */
record ReviewRow(
        String review,
        Instant startedAt,
        Instant endedAt,
        long planned,
        long done,
        long customers,
        long changed,
        long started,
        long chunks,
        long chunksDone,
        Long secondsLeft) {}

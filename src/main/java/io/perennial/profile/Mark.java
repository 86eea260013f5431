package io.perennial.profile;

import java.time.Instant;
import java.util.Comparator;

/** When something happened and which event told of it; of two at one instant the ids decide, in whatever order they came. */
record Mark(Instant at, String eventId) implements Comparable<Mark> {

    private static final Comparator<Mark> ORDER = Comparator.comparing(Mark::at).thenComparing(Mark::eventId);

    @Override
    public int compareTo(Mark other) {
        return ORDER.compare(this, other);
    }

    boolean isBefore(Mark other) {
        return compareTo(other) < 0;
    }

    boolean isAfter(Mark other) {
        return compareTo(other) > 0;
    }
}

package io.perennial.profile;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Comparator;

/** When something happened and which event told of it; of two at one instant the ids decide, in whatever order they came. */
record Mark(
        @JsonProperty("a") @JsonAlias("at") Instant at,
        @JsonProperty("e") @JsonAlias("eventId") String eventId) implements Comparable<Mark> {

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

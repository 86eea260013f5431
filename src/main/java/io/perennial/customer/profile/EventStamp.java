package io.perennial.customer.profile;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Comparator;

/** Time and id of an event; events of one instant are ordered by id, so that the order of arrival does not matter. */
record EventStamp(
        @JsonProperty("a") @JsonAlias("at") Instant at,
        @JsonProperty("e") @JsonAlias("eventId") String eventId) implements Comparable<EventStamp> {

    private static final Comparator<EventStamp> ORDER =
            Comparator.comparing(EventStamp::at).thenComparing(EventStamp::eventId);

    @Override
    public int compareTo(EventStamp other) {
        return ORDER.compare(this, other);
    }

    boolean isBefore(EventStamp other) {
        return compareTo(other) < 0;
    }

    boolean isAfter(EventStamp other) {
        return compareTo(other) > 0;
    }
}

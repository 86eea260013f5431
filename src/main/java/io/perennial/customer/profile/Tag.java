package io.perennial.customer.profile;

import java.time.Instant;
import java.util.List;

/**
 * A named conclusion about a customer.
 *
 * @param rule     the row of the table that drew it
 * @param version  the table's version
 * @param evidence ids of the events it was drawn from
 */
public record Tag(String tag, Instant since, Instant until, String rule, int version, List<String> evidence) {

    boolean holdsAt(Instant now) {
        return until.isAfter(now);
    }
}

package io.perennial.customer.profile;

import java.time.Instant;
import java.util.List;

/**
 * A named conclusion about a customer.
 *
 * @param rule the table's row that gave the tag
 * @param version the table's version
 * @param evidence ids of the events that led to it
 */
public record Tag(String tag, Instant since, Instant until, String rule, int version, List<String> evidence) {

    boolean isValidAt(Instant now) {
        return until.isAfter(now);
    }
}

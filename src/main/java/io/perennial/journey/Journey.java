package io.perennial.journey;

import java.time.Instant;

/**
 * One run of one process for one customer.
 *
 * @param rerunRequested whether it is to be started once more when it has ended
 * @param startedBy the user who started it over the REST API; null if Perennial did
 */
public record Journey(
        String customerId,
        String process,
        String processInstanceId,
        Instant startedAt,
        boolean rerunRequested,
        String startedBy) {}

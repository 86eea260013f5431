package io.perennial.journey;

import java.time.Instant;

/**
 * One run of one process for one customer.
 *
 * @param again whether it was asked for once more while it runs
 * @param startedBy the user who started it from outside; null when the house did
 */
public record Journey(
        String customerId,
        String process,
        String processInstanceId,
        Instant startedAt,
        boolean again,
        String startedBy) {}

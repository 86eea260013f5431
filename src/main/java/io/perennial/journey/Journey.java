package io.perennial.journey;

import java.time.Instant;

/** One run of one process for one customer. */
public record Journey(String customerId, String process, String processInstanceId, Instant startedAt, boolean again) {}

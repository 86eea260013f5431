package io.perennial.journey;

import java.time.Instant;

/** Stage and tier of a locked customer. */
public record CustomerState(String customerId, Stage stage, Instant stageSince, String tier, Instant tierSince) {}

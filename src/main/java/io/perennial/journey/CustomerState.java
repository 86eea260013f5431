package io.perennial.journey;

import java.time.Instant;

/** What a journey step needs to know of a customer it has just locked. */
public record CustomerState(String customerId, Stage stage, Instant stageSince, String tier, Instant tierSince) {}

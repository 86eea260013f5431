package io.perennial.customer.event;

import java.util.List;

/** What became of a batch. */
public record IntakeResult(int accepted, int duplicates, List<Rejection> rejected) {}

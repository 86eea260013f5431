package io.perennial.journey;

import java.time.Instant;

/**
 * An approval or a refusal for one customer.
 *
 * @param key request key; a second decision under it is ignored
 * @param until end of a refusal; null if it does not expire
 * @param user the user who decided; null if a time limit did
 */
public record ApprovalDecision(
        String key,
        String customerId,
        ApprovalSubject subject,
        boolean granted,
        String processInstanceId,
        Instant until,
        String cause,
        String user) {}

package io.perennial.platform.audit;

/**
 * Result of verifying the audit trail.
 *
 * @param entries     number of entries
 * @param intact      whether every entry follows from the one before it and the last one is the head
 * @param firstBroken the first entry that does not, or null
 */
public record AuditCheck(long entries, boolean intact, Long firstBroken) {}

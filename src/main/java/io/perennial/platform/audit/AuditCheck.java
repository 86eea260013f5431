package io.perennial.platform.audit;

/**
 * Whether the account is as it was written.
 *
 * @param entries     how many there are
 * @param intact      whether every entry follows from the one before it and the last one is the head
 * @param firstBroken the first entry that does not, or null
 */
public record AuditCheck(long entries, boolean intact, Long firstBroken) {}

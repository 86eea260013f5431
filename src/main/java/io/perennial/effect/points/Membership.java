package io.perennial.effect.points;

/**
 * A customer's membership.
 *
 * @param level null before the customer is a member
 * @param balance points available now
 */
public record Membership(Level level, long balance) {}

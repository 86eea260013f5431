package io.perennial.effect.points;

/**
 * A customer's standing in the membership.
 *
 * @param level null before the customer is a member
 * @param balance points that can be spent now
 */
public record Membership(Level level, long balance) {}

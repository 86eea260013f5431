package io.perennial.points;

/**
 * What a customer got for points.
 *
 * @param points what it cost
 */
public record Redeemed(String redemptionId, String item, int points, String couponId) {}

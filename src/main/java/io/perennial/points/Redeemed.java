package io.perennial.points;

/**
 * What a customer got for points.
 *
 * @param points what it cost
 */
public record Redeemed(String redemptionId, String item, long points, String couponId) {}

package io.perennial.effect.points;

/**
 * What a customer got for points.
 *
 * @param points what it cost
 */
public record PointsRedemptionResult(String redemptionId, String item, long points, String couponId) {}

package io.perennial.effect.points;

/**
 * Result of redeeming points.
 *
 * @param points the points spent
 */
public record PointsRedemptionResult(String redemptionId, String item, long points, String couponId) {}

package io.perennial.effect.points;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of points and levels.
 *
 * @param months validity of points, period that counts towards a level, and minimum duration of a level
 * @param streakDays consecutive check-in days that complete a streak
 */
@ConfigurationProperties("perennial.points")
public record PointsTerms(
        @DefaultValue("12") int months, @DefaultValue("7") int streakDays) {}

package io.perennial.effect.points;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long points last and a level counts and is kept, in months, and after how many days of check-ins in a row more may be
 * given.
 */
@ConfigurationProperties("perennial.points")
public record PointsTerms(
        @DefaultValue("12") int months, @DefaultValue("7") int streakDays) {}

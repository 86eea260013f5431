package io.perennial.points;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long points last, in months. */
@ConfigurationProperties("perennial.points")
public record PointsTerms(@DefaultValue("12") int months) {}

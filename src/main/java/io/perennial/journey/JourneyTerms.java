package io.perennial.journey;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long ago customers may have done something that is heard of now and still ends a wait that began after it, or brings back
 * those who are lost.
 */
@ConfigurationProperties("perennial.journey")
record JourneyTerms(@DefaultValue("P2D") Duration signOfLife) {}

package io.perennial.journey;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of journeys.
 *
 * @param lateActivity age up to which an activity of a customer that arrives late ends a wait that began after it, or brings a lost
 *     customer back
 */
@ConfigurationProperties("perennial.journey")
record JourneyTerms(@DefaultValue("P2D") Duration lateActivity) {}

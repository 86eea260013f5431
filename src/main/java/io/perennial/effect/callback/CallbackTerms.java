package io.perennial.effect.callback;

import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many calls customer service can take on.
 *
 * @param capacity new callbacks a local day
 * @param opens when a day's callbacks are given out, local time; what is asked for earlier waits, so that a night's reviews
 *     are weighed together
 */
@ConfigurationProperties("perennial.callback")
public record CallbackTerms(
        @DefaultValue("200") int capacity,
        @DefaultValue("00:00") LocalTime opens) {}

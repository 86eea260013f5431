package io.perennial.effect.callback;

import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Capacity of customer service.
 *
 * @param capacity new callbacks per local day
 * @param opens when a day's callbacks are admitted, local time; earlier requests wait, so that those of the nightly review are
 *     ranked together
 */
@ConfigurationProperties("perennial.callback")
public record CallbackTerms(
        @DefaultValue("200") int capacity,
        @DefaultValue("00:00") LocalTime opens) {}

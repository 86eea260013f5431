package io.perennial.feedback;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The part of all customers that is held out, from 0 to 1. */
@ConfigurationProperties("perennial.holdout")
public record HoldoutShare(@DefaultValue("0.05") double share) {

    public HoldoutShare {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("perennial.holdout.share must be from 0 to 1, not " + share);
        }
    }
}

package io.perennial.effect.coupon;

import io.perennial.platform.api.Texts;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** All offers by id, from {@code config/offers.yaml}. */
@ConfigurationProperties("perennial")
public record Offers(@DefaultValue Map<String, Offer> offers) {

    public Offers {
        offers.keySet().stream()
                .filter(name -> !Texts.isPathSegment(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The name of the offer " + name + " " + Texts.NOT_PATH_SEGMENT);
                });
    }

    /** @throws IllegalArgumentException when there is no such offer */
    public Offer get(String offer) {
        Offer found = offers.get(offer);
        if (found == null) {
            throw new IllegalArgumentException(
                    "There is no offer " + offer + "; config/offers.yaml has " + offers.keySet());
        }
        return found;
    }

    boolean has(String offer) {
        return offers.containsKey(offer);
    }
}

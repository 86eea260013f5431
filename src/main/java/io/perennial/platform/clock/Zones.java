package io.perennial.platform.clock;

import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The time zone a customer lives in: the one {@code perennial.zones} names for the region, else the house's. */
@Component
public class Zones {

    private final Map<String, ZoneId> byRegion;
    private final ZoneId house;

    Zones(BusinessClock clock, Environment environment) {
        this.house = clock.getZone();
        this.byRegion = Binder.get(environment)
                .bind("perennial.zones", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .entrySet()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, zone -> ZoneId.of(zone.getValue())));
    }

    /** The zone of a region; the house's where the region is unknown, or null. */
    public ZoneId of(String region) {
        return region == null ? house : byRegion.getOrDefault(region, house);
    }
}

package io.perennial.platform.clock;

import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Customer time zones: {@code perennial.zones} maps regions, other regions use the business zone. */
@Component
public class Zones {

    private final Map<String, ZoneId> byRegion;
    private final ZoneId defaultZone;

    Zones(BusinessClock clock, Environment environment) {
        this.defaultZone = clock.getZone();
        this.byRegion = Binder.get(environment)
                .bind("perennial.zones", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .entrySet()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, zone -> ZoneId.of(zone.getValue())));
    }

    /** Zone of a region; the business zone where the region is unknown or null. */
    public ZoneId of(String region) {
        return region == null ? defaultZone : byRegion.getOrDefault(region, defaultZone);
    }
}

package io.perennial.outreach;

import java.time.ZoneId;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The time zones of regions that differ from the house's. */
@ConfigurationProperties("perennial")
record RegionZones(@DefaultValue Map<String, ZoneId> zones) {

    ZoneId of(String region, ZoneId house) {
        return region == null ? house : zones.getOrDefault(region, house);
    }
}

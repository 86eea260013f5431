package io.perennial.effect.outreach;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * What must be known of a customer to write to them.
 *
 * @param zone in which their days are counted
 */
record Recipient(
        String customerId, String name, String phone, String locale, ZoneId zone, boolean consents, long points) {

    /** What a template may speak of. */
    Map<String, String> values() {
        Map<String, String> values = new HashMap<>(anonymousValues());
        if (name != null) {
            values.put("name", name);
        }
        return values;
    }

    /** The same without what is personal. */
    Map<String, String> anonymousValues() {
        return Map.of("points", Long.toString(points));
    }
}

package io.perennial.effect.outreach;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * Customer data needed to send a message.
 *
 * @param zone the customer's time zone
 */
record Recipient(
        String customerId, String name, String phone, String locale, ZoneId zone, boolean consents, long points) {

    /** The values for placeholders of a template. */
    Map<String, String> values() {
        Map<String, String> values = new HashMap<>(anonymousValues());
        if (name != null) {
            values.put("name", name);
        }
        return values;
    }

    /** The same without personal data. */
    Map<String, String> anonymousValues() {
        return Map.of("points", Long.toString(points));
    }
}

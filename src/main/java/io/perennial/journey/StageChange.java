package io.perennial.journey;

import java.util.Map;

/**
 * Request to change a customer's stage.
 *
 * @param key request key; the change is applied once under it
 * @param variables start variables of the new stage's journey
 */
public record StageChange(String key, String customerId, Stage to, String cause, Map<String, Object> variables) {

    public StageChange(String key, String customerId, Stage to, String cause) {
        this(key, customerId, to, cause, Map.of());
    }
}

package io.perennial.journey;

import java.util.Map;

/**
 * A customer's step into a stage.
 *
 * @param key       the step is made once under it
 * @param variables what the stage's own journey should know from the start
 */
public record StageChange(String key, String customerId, Stage to, String cause, Map<String, Object> variables) {

    public StageChange(String key, String customerId, Stage to, String cause) {
        this(key, customerId, to, cause, Map.of());
    }
}

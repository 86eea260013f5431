package io.perennial.journey;

import java.util.Map;

/** A customer's step into a stage, with its cause and what the stage's own journey should know from the start. */
public record Move(String customerId, Stage to, String cause, Map<String, Object> variables) {
    public Move(String customerId, Stage to, String cause) {
        this(customerId, to, cause, Map.of());
    }
}

package io.perennial.decision;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A decision for one customer: table, version, matched rules, inputs and outputs. */
public record DecisionRecord(
        long seq,
        String customerId,
        Instant at,
        String decision,
        int version,
        List<String> rules,
        Map<String, Object> inputs,
        List<Map<String, Object>> outputs,
        String cause) {

    /** Output of that name of the first matched rule; null if no rule matched. */
    public Object output(String name) {
        return outputs.isEmpty() ? null : outputs.get(0).get(name);
    }
}

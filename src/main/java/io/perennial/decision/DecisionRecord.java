package io.perennial.decision;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One decision about one customer: which version of which table said what, by which rules, from which inputs. */
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

    /** The single output of that name; null where no rule matched. */
    public Object output(String name) {
        return outputs.isEmpty() ? null : outputs.get(0).get(name);
    }
}

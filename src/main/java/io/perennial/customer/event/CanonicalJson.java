package io.perennial.customer.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** Canonical form of JSON, the same for equal values: fields sorted, numbers by value. */
final class CanonicalJson {

    private CanonicalJson() {}

    static String text(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            Map<String, JsonNode> ordered = new TreeMap<>();
            node.properties().forEach(field -> ordered.put(field.getKey(), field.getValue()));
            out.append('{');
            ordered.forEach((name, value) -> {
                out.append(name.length()).append(':').append(name);
                write(value, out);
            });
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            node.forEach(item -> {
                write(item, out);
                out.append(',');
            });
            out.append(']');
        } else if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            out.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
        } else {
            out.append(node);
        }
    }
}

package io.perennial.platform.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One operation of an OpenAPI document. */
record Operation(JsonNode document, String method, String template, JsonNode described) {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]+)}");
    private static final int DEEPEST = 4;

    static List<Operation> of(JsonNode document, String base) {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        operations.add(new Operation(
                                document,
                                operation.getKey().toUpperCase(),
                                base + path.getKey(),
                                operation.getValue()));
                    }
                }));
        return operations;
    }

    String name() {
        return method + " " + template;
    }

    boolean changes() {
        return !method.equals("GET") && !method.equals("DELETE");
    }

    /** The path with values for its placeholders and, in half of the cases, its parameters. */
    String path(UnaryOperator<String> values) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        String path = placeholder.replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : described.path("parameters")) {
            if (parameter.path("in").asText().equals("query")
                    && parameter.path("required").asBoolean()) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(parameter.get("name").asText())
                        .append('=')
                        .append(values.apply(parameter.get("name").asText()));
            }
        }
        return path + query;
    }

    /** A body of the schema with random values, or an unrelated one. */
    String body(Random random, boolean ofTheSchema) {
        JsonNode content = described.at("/requestBody/content");
        JsonNode schema = content.path("application/json").path("schema");
        if (!ofTheSchema || schema.isMissingNode()) {
            return MaliciousInputs.json(random);
        }
        return value(schema, random, 0).toString();
    }

    private JsonNode value(JsonNode schema, Random random, int depth) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (schema.has("$ref")) {
            return value(document.at(schema.get("$ref").asText().substring(1)), random, depth + 1);
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.path(choice).size() > 0) {
                return value(
                        schema.get(choice).get(random.nextInt(schema.get(choice).size())), random, depth + 1);
            }
        }
        if (depth > DEEPEST || random.nextInt(10) == 0) {
            return json.nullNode();
        }
        if (schema.path("enum").size() > 0) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                var object = json.objectNode();
                schema.path("properties")
                        .fields()
                        .forEachRemaining(
                                field -> object.set(field.getKey(), value(field.getValue(), random, depth + 1)));
                yield object;
            }
            case "array" -> {
                var array = json.arrayNode();
                for (int n = random.nextInt(4); n > 0; n--) {
                    array.add(value(schema.path("items"), random, depth + 1));
                }
                yield array;
            }
            case "integer", "number" -> MaliciousInputs.number(random);
            case "boolean" -> json.booleanNode(random.nextBoolean());
            default -> json.textNode(MaliciousInputs.text(random));
        };
    }
}

package io.perennial.customer.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Optional;

/** One field of an event: its values, and whether it is required. */
record Field(String name, boolean required, FieldType type, Object example) {

    static Field required(String name, FieldType type, Object example) {
        return new Field(name, true, type, example);
    }

    static Field optional(String name, FieldType type, Object example) {
        return new Field(name, false, type, example);
    }

    Schema<?> schema() {
        return type.schema().example(example);
    }

    /** What is wrong with this field of the object; empty when nothing is. */
    Optional<String> violation(JsonNode object) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return required ? Optional.of(name + " is missing") : Optional.empty();
        }
        return type.violation().apply(value).map(violation -> name + " " + violation);
    }
}

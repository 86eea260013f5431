package io.perennial.customer.event;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.DateTimeSchema;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes each type of event in the API documentation, with an example that is accepted as it is. */
@Component
class EventOpenApi implements OpenApiCustomizer {

    private static final String PATH = "/api/v1/events";
    private static final String CUSTOMER = "c-1001";
    private static final String OTHER_CUSTOMER = "c-1002";
    private static final String AT = "2026-01-31T09:30:00+08:00";

    @Override
    public void customise(OpenAPI api) {
        Schema<?> event = new Schema<>().discriminator(new Discriminator().propertyName("type"));
        MediaType array = new MediaType();
        for (EventType type : EventType.values()) {
            String name = schemaName(type);
            api.getComponents().addSchemas(name, schema(type));
            event.addOneOfItem(new Schema<>().$ref(name));
            event.getDiscriminator().mapping(type.name(), "#/components/schemas/" + name);
            array.addExamples(type.name(), new Example().value(example(type)));
        }
        api.getComponents().addSchemas("Event", event);
        Schema<?> anEvent = new Schema<>().$ref("Event");
        array.schema(new ArraySchema().items(anEvent).maxItems(ParallelParser.LARGEST_BATCH));
        MediaType lines = new MediaType().schema(anEvent);
        api.getPaths()
                .get(PATH)
                .getPost()
                .setRequestBody(new RequestBody()
                        .required(true)
                        .content(new Content()
                                .addMediaType("application/json", array)
                                .addMediaType("application/x-ndjson", lines)));
    }

    private static String schemaName(EventType type) {
        return Arrays.stream(type.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static Schema<?> schema(EventType type) {
        Schema<?> data = object(type.fields());
        Schema<?> schema = object(EventValidator.ENVELOPE)
                .addProperty("type", new StringSchema()._enum(List.of(type.name())))
                .addProperty("occurredAt", new DateTimeSchema().example(AT))
                .addProperty("data", data);
        schema.addRequiredItem("occurredAt");
        if (data.getRequired() != null) {
            schema.addRequiredItem("data");
        }
        return schema;
    }

    private static Schema<?> object(List<Field> fields) {
        Schema<?> object = new ObjectSchema();
        for (Field field : fields) {
            object.addProperty(field.name(), field.schema());
            if (field.required()) {
                object.addRequiredItem(field.name());
            }
        }
        return object;
    }

    /** Its customers register first, so that any example works on its own and after any other. */
    private static List<Map<String, Object>> example(EventType type) {
        List<Map<String, Object>> events = new ArrayList<>();
        events.add(event(EventType.CUSTOMER_REGISTERED, CUSTOMER));
        if (type == EventType.CUSTOMERS_MERGED) {
            events.add(event(EventType.CUSTOMER_REGISTERED, OTHER_CUSTOMER));
            events.add(event(type, OTHER_CUSTOMER));
        } else if (type != EventType.CUSTOMER_REGISTERED) {
            events.add(event(type, CUSTOMER));
        }
        return events;
    }

    private static Map<String, Object> event(EventType type, String customerId) {
        Map<String, Object> data = new LinkedHashMap<>();
        type.fields().forEach(field -> data.put(field.name(), field.example()));
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("eventId", type.name().toLowerCase(Locale.ROOT) + "-" + customerId);
        event.put("type", type.name());
        event.put("customerId", customerId);
        event.put("occurredAt", AT);
        event.put("data", data);
        return event;
    }
}

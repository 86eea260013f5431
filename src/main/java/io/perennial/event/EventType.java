package io.perennial.event;

import static io.perennial.event.Field.bool;
import static io.perennial.event.Field.date;
import static io.perennial.event.Field.id;
import static io.perennial.event.Field.money;
import static io.perennial.event.Field.number;
import static io.perennial.event.Field.oneOf;
import static io.perennial.event.Field.optional;
import static io.perennial.event.Field.required;
import static io.perennial.event.Field.text;
import static io.perennial.event.Field.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can happen to a customer, and what must be said of it. Journeys wait for events by these names. */
public enum EventType {
    CUSTOMER_REGISTERED(
            required("channel", text(64)),
            optional("campaign", text(128)),
            optional("name", text(128)),
            optional("phone", text(32)),
            optional("age", whole(0, 150)),
            optional("region", text(128)),
            optional("marketingConsent", bool()),
            optional("locale", text(16))),
    PROFILE_CHANGED(
            optional("name", text(128)),
            optional("phone", text(32)),
            optional("age", whole(0, 150)),
            optional("region", text(128)),
            optional("locale", text(16))),
    CONSENT_CHANGED(required("marketing", bool())),
    LOGGED_IN(),
    PAGE_VIEWED(
            required("category", text(32)),
            optional("page", text(32)),
            optional("product", text(128)),
            optional("seconds", whole(0, 86_400))),
    FEATURE_USED(required("feature", text(64)), optional("seconds", whole(0, 86_400))),
    CHECKED_IN(),
    ORDER_PLACED(
            required("orderId", id(128)),
            required("amount", money()),
            required("category", text(32)),
            optional("periods", whole(0, 120)),
            optional("items", whole(0, 1_000_000))),
    ORDER_CANCELLED(required("orderId", id(128))),
    CREDIT_ASSESSED(optional("grade", oneOf("A+", "A", "B", "C", "D")), optional("limit", money())),
    REPAYMENT_MADE(
            required("billId", id(128)),
            required("amount", money()),
            required("dueOn", date()),
            optional("inFull", bool())),
    REPAYMENT_OVERDUE(
            required("billId", id(128)),
            required("amount", money()),
            required("dueOn", date()),
            optional("daysOverdue", whole(0, 36_500)),
            optional("monthsOverdue", whole(0, 1_200))),
    SERVICE_CONTACTED(required("topic", text(64)), optional("channel", text(64)), optional("sentiment", number(-1, 1))),
    CUSTOMERS_MERGED(required("intoCustomerId", id(64)));

    private static final Set<String> PERSONAL = Set.of("name", "phone", "age", "region");

    private final List<Field> fields;

    EventType(Field... fields) {
        this.fields = List.of(fields);
    }

    static Optional<EventType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** What is wrong with the data of an event of this type, or nothing. */
    Optional<String> complaint(JsonNode data) {
        return fields.stream()
                .map(field -> field.complaint(data))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The data without what names or describes a person, nor what this type does not know. */
    ObjectNode impersonal(ObjectNode data) {
        return data.deepCopy()
                .retain(fields.stream()
                        .map(Field::name)
                        .filter(name -> !PERSONAL.contains(name))
                        .toList());
    }
}

package io.perennial.customer.event;

import static io.perennial.customer.event.Field.optional;
import static io.perennial.customer.event.Field.required;
import static io.perennial.customer.event.FieldType.bool;
import static io.perennial.customer.event.FieldType.date;
import static io.perennial.customer.event.FieldType.id;
import static io.perennial.customer.event.FieldType.integer;
import static io.perennial.customer.event.FieldType.money;
import static io.perennial.customer.event.FieldType.number;
import static io.perennial.customer.event.FieldType.oneOf;
import static io.perennial.customer.event.FieldType.segment;
import static io.perennial.customer.event.FieldType.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The types of events and the data of each. Journeys wait for events by these names. */
public enum EventType {
    CUSTOMER_REGISTERED(
            required("channel", segment(64), "appliance-store"),
            optional("campaign", text(128), "spring-2026"),
            optional("name", text(128), "王小明"),
            optional("phone", text(32), "13800001234"),
            optional("age", integer(0, 150), 29),
            optional("region", text(128), "上海"),
            optional("marketingConsent", bool(), true),
            optional("locale", text(16), "zh-CN")),
    PROFILE_CHANGED(
            optional("name", text(128), "王小明"),
            optional("phone", text(32), "13900005678"),
            optional("age", integer(0, 150), 30),
            optional("region", text(128), "杭州"),
            optional("locale", text(16), "zh-CN")),
    CONSENT_CHANGED(required("marketing", bool(), false)),
    LOGGED_IN(),
    PAGE_VIEWED(
            required("category", text(32), "APPLIANCE"),
            optional("page", text(32), "INSTALLMENT"),
            optional("product", text(128), "refrigerator-500"),
            optional("seconds", integer(0, 86_400), 40)),
    FEATURE_USED(required("feature", text(64), "limit-calculator"), optional("seconds", integer(0, 86_400), 15)),
    CHECKED_IN(),
    ORDER_PLACED(
            required("orderId", id(128), "order-7001"),
            required("amount", money(), new BigDecimal("1299.00")),
            required("category", text(32), "APPLIANCE"),
            optional("periods", integer(0, 120), 6),
            optional("items", integer(0, 1_000_000), 1)),
    ORDER_CANCELLED(required("orderId", id(128), "order-7001")),
    CREDIT_ASSESSED(
            optional("grade", oneOf("A+", "A", "B", "C", "D"), "A"),
            optional("limit", money(), new BigDecimal("12000.00"))),
    REPAYMENT_MADE(
            required("billId", id(128), "bill-202601"),
            required("amount", money(), new BigDecimal("216.50")),
            required("dueOn", date(), "2026-02-05"),
            optional("inFull", bool(), true)),
    REPAYMENT_OVERDUE(
            required("billId", id(128), "bill-202512"),
            required("amount", money(), new BigDecimal("216.50")),
            required("dueOn", date(), "2026-01-05"),
            optional("daysOverdue", integer(0, 36_500), 26),
            optional("monthsOverdue", integer(0, 1_200), 1)),
    SERVICE_CONTACTED(
            required("topic", text(64), "repayment-date"),
            optional("channel", text(64), "phone"),
            optional("sentiment", number(-1, 1), new BigDecimal("0.4"))),
    CUSTOMERS_MERGED(required("intoCustomerId", id(64), "c-1001"));

    private static final Set<String> PERSONAL = Set.of("name", "phone", "age", "region");

    private final List<Field> fields;

    EventType(Field... fields) {
        this.fields = List.of(fields);
    }

    List<Field> fields() {
        return fields;
    }

    static Optional<EventType> byName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** What is wrong with the data of an event of this type; empty when nothing is. */
    Optional<String> violation(JsonNode data) {
        return fields.stream().flatMap(field -> field.violation(data).stream()).findFirst();
    }

    /** The data without the fields that name or describe a person, and without fields that are not of this type. */
    ObjectNode withoutPersonalData(ObjectNode data) {
        return data.deepCopy()
                .retain(fields.stream()
                        .map(Field::name)
                        .filter(name -> !PERSONAL.contains(name))
                        .toList());
    }
}

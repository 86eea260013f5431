package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;

/**
 * Two customers to whom the same happens: of the one it is sent as it happened, one by one; of the other in any order, in batches of
 * any size, some of it twice. What is known of them, what they owe and own, and what is counted of them is the same.
 */
final class Twins {

    private static final int DAYS_BACK = 420;
    private static final int REGISTERED_DAYS_AGO = 200;
    private static final List<String> CATEGORIES = List.of("PHONE", "APPLIANCE", "BABY", "GARDEN");

    /** What depends on the id or the way there: the lot, journeys that ran meanwhile, levels that are kept for a year. */
    private static final List<String> OF_THE_WAY =
            List.of("customerId", "holdout", "journeys", "memberLevel", "name", "phone");

    private final TestApplication app;

    Twins(TestApplication app) {
        this.app = app;
    }

    /** What happens, and how long ago; the ids of the mall's orders and bills stand without the application's. */
    record Happening(String type, Map<String, Object> data, Duration ago) {}

    static List<Happening> history(Random random, LocalDate today) {
        List<Happening> history = new ArrayList<>();
        for (int n = 5 + random.nextInt(40); n > 0; n--) {
            history.add(any(random, today));
        }
        return history;
    }

    private static Happening any(Random random, LocalDate today) {
        Duration ago = Duration.ofMinutes(1L + random.nextInt(DAYS_BACK * 24 * 60));
        Duration lately = Duration.ofMinutes(1L + random.nextInt(40 * 24 * 60));
        String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(100_000), 2);
        String order = "o" + random.nextInt(6);
        String bill = random.nextBoolean() ? "mall-" + (1 + random.nextInt(3)) : "b" + random.nextInt(4);
        String due = today.plusDays(30L * random.nextInt(4) - 60).toString();
        return switch (random.nextInt(16)) {
            case 0, 1, 2 ->
                new Happening(
                        "ORDER_PLACED",
                        Map.of("orderId", order, "amount", amount, "category", category, "periods", random.nextInt(4)),
                        ago);
            case 3 -> new Happening("ORDER_CANCELLED", Map.of("orderId", order), ago);
            case 4 -> new Happening("ORDER_CANCELLED", Map.of("orderId", "mall"), lately);
            case 5, 6, 7 ->
                new Happening("REPAYMENT_MADE", Map.of("billId", bill, "amount", amount, "dueOn", due), lately);
            case 8 ->
                new Happening("REPAYMENT_OVERDUE", Map.of("billId", bill, "amount", amount, "dueOn", due), lately);
            case 9 -> new Happening("CHECKED_IN", Map.of(), lately);
            case 10 -> new Happening("LOGGED_IN", Map.of(), ago);
            case 11 -> new Happening("CREDIT_ASSESSED", assessment(random, amount), ago);
            case 12 -> new Happening("CONSENT_CHANGED", Map.of("marketing", random.nextBoolean()), ago);
            case 13 -> new Happening("CUSTOMER_REGISTERED", registration(random, category), ago);
            case 14 -> new Happening("PROFILE_CHANGED", Map.of("age", 20 + random.nextInt(40)), ago);
            default -> new Happening("PAGE_VIEWED", Map.of("category", category, "page", "INSTALLMENT"), lately);
        };
    }

    private static Map<String, Object> assessment(Random random, BigDecimal limit) {
        Map<String, Object> assessment = new HashMap<>();
        if (random.nextBoolean()) {
            assessment.put("grade", List.of("A", "B", "C", "D").get(random.nextInt(4)));
        }
        if (random.nextBoolean()) {
            assessment.put("limit", limit.multiply(BigDecimal.valueOf(20)));
        }
        return assessment;
    }

    private static Map<String, Object> registration(Random random, String channel) {
        return random.nextBoolean()
                ? Map.of("channel", channel)
                : Map.of("channel", channel, "marketingConsent", random.nextBoolean());
    }

    void agree(String name, List<Happening> history, Random random) {
        String ordered = buyer(name + "-1");
        String shuffled = buyer(name + "-2");
        List<Map<String, Object>> asItHappened = events(ordered, history);
        asItHappened.sort(Comparator.comparing(event -> Instant.parse((String) event.get("occurredAt"))));
        asItHappened.forEach(event -> send(List.of(event)));

        List<Map<String, Object>> anyhow = new ArrayList<>(events(shuffled, history));
        for (int again = random.nextInt(5); again > 0; again--) {
            anyhow.add(anyhow.get(random.nextInt(anyhow.size())));
        }
        Collections.shuffle(anyhow, random);
        for (int from = 0; from < anyhow.size(); ) {
            int to = Math.min(anyhow.size(), from + 1 + random.nextInt(20));
            send(anyhow.subList(from, to));
            from = to;
        }
        app.settle();

        assertThat(known(shuffled)).as("%s: %s", name, history).isEqualTo(known(ordered));
    }

    /** A customer with a plan of three periods. */
    private String buyer(String customer) {
        Instant registered = app.now().minus(Duration.ofDays(REGISTERED_DAYS_AGO));
        send(List.of(
                TestApplication.event(
                        customer + "-r", "CUSTOMER_REGISTERED", customer, registered, Map.of("channel", "store")),
                TestApplication.event(
                        customer + "-c",
                        "CREDIT_ASSESSED",
                        customer,
                        registered,
                        Map.of("grade", "A", "limit", 10_000))));
        app.settle();
        JsonNode application = app.expect(
                200,
                app.call(
                        "service",
                        HttpMethod.POST,
                        "/api/v1/mall/applications",
                        Map.of(
                                "applicationId",
                                customer,
                                "customerId",
                                customer,
                                "category",
                                "PHONE",
                                "product",
                                "a phone",
                                "price",
                                1_200,
                                "periods",
                                3)));
        assertThat(application.get("status").asText()).isEqualTo("APPROVED");
        app.settle();
        return customer;
    }

    private List<Map<String, Object>> events(String customer, List<Happening> history) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            Happening event = history.get(i);
            Map<String, Object> data = new HashMap<>(event.data());
            Stream.of("orderId", "billId")
                    .forEach(field -> data.computeIfPresent(
                            field, (id, text) -> text.toString().replace("mall", "mall-" + customer)));
            events.add(TestApplication.event(
                    "e%03d-%s".formatted(i, customer),
                    event.type(),
                    customer,
                    app.now().minus(event.ago()),
                    data));
        }
        return events;
    }

    private void send(List<Map<String, Object>> events) {
        assertThat(app.send(events).get("rejected")).isEmpty();
    }

    /** All of it, with the customer's own id taken out. */
    private Map<String, Object> known(String customer) {
        Map<String, Object> known = new TreeMap<>();
        ObjectNode view = (ObjectNode) app.customer(customer);
        view.remove(OF_THE_WAY);
        ((ObjectNode) view.get("credit")).remove("frozen");
        ((ObjectNode) view.get("facts")).remove(List.of("memberLevel", "frozen"));
        ((ArrayNode) view.get("tags")).forEach(tag -> ((ObjectNode) tag).remove("evidence"));
        view.properties()
                .forEach(part -> known.put(part.getKey(), part.getValue().toString()));
        view.get("facts")
                .properties()
                .forEach(fact -> known.put(fact.getKey(), fact.getValue().toString()));
        known.remove("facts");
        JsonNode plan = app.get("/api/v1/mall/applications/" + customer);
        known.put("plan", plan.path("closedAs") + " " + plan.get("schedule"));
        known.put("consent", one("select marketing_consent from customer where customer_id = ?", customer));
        known.put("points owed", one("select coalesce(sum(owed), 0) from points_owed where customer_id = ?", customer));
        app.get("/api/v1/insight/funnel");
        known.put("insight", one("""
                select concat_ws(' ', registered_on, channel, orders, spend, first_order_on, activated_soon, billed, overdue,
                                 last_active_on, months)
                  from insight_customer where customer_id = ?""", customer));
        known.replaceAll((part, value) -> String.valueOf(value).replace(customer, "…"));
        return known;
    }

    private Object one(String sql, String customer) {
        return app.jdbc().sql(sql).param(customer).query(String.class).single();
    }
}

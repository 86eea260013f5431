package io.perennial.insight;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.MultiRowInsert;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class CustomerCountRepository {

    private static final Duration SOON = Duration.ofDays(30);
    private static final String ORDER_PLACED = "ORDER_PLACED";
    private static final Set<String> ACTIVE =
            Set.of("LOGGED_IN", "PAGE_VIEWED", "FEATURE_USED", "CHECKED_IN", ORDER_PLACED);

    private static final String LOCK_MARK = """
            select seq from insight_mark where source = 'EVENT' for update
            """;
    private static final String SET_MARK = """
            update insight_mark set seq = ? where source = 'EVENT'
            """;
    private static final String EVENTS = """
            select seq, customer_id, type, occurred_at from event where seq > ? order by seq limit ?
            """;
    private static final String EVENTS_OF = """
            select seq, customer_id, type, occurred_at from event where customer_id in (:ids)
            """;
    private static final String AGAIN = """
            select customer_id from insight_again order by customer_id limit ?
            """;
    private static final String NOT_AGAIN = """
            delete from insight_again where customer_id in (:ids)
            """;
    private static final String KEPT = """
            select * from insight_customer where customer_id in (:ids)
            """;
    private static final String CUSTOMERS = """
            select customer_id, registered_at, channel from customer where customer_id in (:ids)
            """;
    private static final String ORDERS = """
            select customer_id, count(*) as orders, sum(amount) as spend, min(placed_at) as first_at
              from customer_order
             where customer_id in (:ids) and placed_at is not null and not cancelled
             group by customer_id
            """;
    private static final String BILLS = """
            select customer_id, max(case when overdue_at is null then 0 else 1 end) as overdue
              from bill
             where customer_id in (:ids)
             group by customer_id
            """;
    private static final MultiRowInsert SAVE = MultiRowInsert.of("""
            insert into insight_customer (customer_id, registered_on, channel, orders, spend, first_order_on,
                                          activated_soon, billed, overdue, last_active_on, months)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on duplicate key update registered_on = values(registered_on), channel = values(channel),
                   orders = values(orders), spend = values(spend), first_order_on = values(first_order_on),
                   activated_soon = values(activated_soon), billed = values(billed), overdue = values(overdue),
                   last_active_on = values(last_active_on), months = values(months)
            """);
    private static final String DELETE = """
            delete from insight_customer where customer_id = ?
            """;
    private static final String ADD_TO_COHORT = """
            insert into insight_cohort (registered_on, channel, customers, activated, activated_soon, repeated, billed,
                                        overdue, orders, spend)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on duplicate key update customers = customers + values(customers),
                   activated = activated + values(activated),
                   activated_soon = activated_soon + values(activated_soon),
                   repeated = repeated + values(repeated), billed = billed + values(billed),
                   overdue = overdue + values(overdue), orders = orders + values(orders), spend = spend + values(spend)
            """;
    private static final String ADD_TO_ACTIVE_MONTHS = """
            insert into insight_kept (registered_in, month_no, customers) values (?, ?, ?)
                on duplicate key update customers = customers + values(customers)
            """;

    record Event(long seq, String customerId, String type, Instant occurredAt) {

        boolean isActivity() {
            return ACTIVE.contains(type);
        }

        /** Whether it changes only the customer's activity. */
        boolean isOnlyActivity() {
            return isActivity() && !type.equals(ORDER_PLACED);
        }
    }

    private record Orders(int count, BigDecimal spend, Instant firstAt) {

        static final Orders NONE = new Orders(0, BigDecimal.ZERO.setScale(2), null);
    }

    private final JdbcClient client;
    private final JdbcTemplate template;
    private final BusinessClock clock;

    CustomerCountRepository(JdbcClient client, JdbcTemplate template, BusinessClock clock) {
        this.client = client;
        this.template = template;
        this.clock = clock;
    }

    long lockMark() {
        return client.sql(LOCK_MARK).query(Long.class).single();
    }

    void setMark(long seq) {
        client.sql(SET_MARK).param(seq).update();
    }

    List<Event> events(long after, int most) {
        return client.sql(EVENTS)
                .params(after, most)
                .query((row, no) -> event(row))
                .list();
    }

    List<Event> eventsOf(Collection<String> ids) {
        return client.sql(EVENTS_OF)
                .param("ids", ids)
                .query((row, no) -> event(row))
                .list();
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getLong("seq"),
                row.getString("customer_id"),
                row.getString("type"),
                SqlTime.read(row, "occurred_at"));
    }

    /** Removes and returns the next customers that are queued for a recount. */
    List<String> takeQueued(int most) {
        List<String> ids = client.sql(AGAIN).param(most).query(String.class).list();
        if (!ids.isEmpty()) {
            client.sql(NOT_AGAIN).param("ids", ids).update();
        }
        return ids;
    }

    Map<String, CustomerCount> stored(Collection<String> ids) {
        Map<String, CustomerCount> kept = new HashMap<>();
        client.sql(KEPT).param("ids", ids).query(row -> {
            kept.put(
                    row.getString("customer_id"),
                    new CustomerCount(
                            row.getString("customer_id"),
                            row.getObject("registered_on", LocalDate.class),
                            row.getString("channel"),
                            row.getInt("orders"),
                            row.getBigDecimal("spend"),
                            row.getObject("first_order_on", LocalDate.class),
                            row.getBoolean("activated_soon"),
                            row.getBoolean("billed"),
                            row.getBoolean("overdue"),
                            row.getObject("last_active_on", LocalDate.class),
                            row.getLong("months")));
        });
        return kept;
    }

    /** The customers' current data without their activity; merged ids are missing. */
    Map<String, CustomerCount> current(Collection<String> ids) {
        Map<String, Orders> orders = new HashMap<>();
        client.sql(ORDERS).param("ids", ids).query(row -> {
            orders.put(
                    row.getString("customer_id"),
                    new Orders(row.getInt("orders"), row.getBigDecimal("spend"), SqlTime.read(row, "first_at")));
        });
        Map<String, Boolean> bills = new HashMap<>();
        client.sql(BILLS).param("ids", ids).query(row -> {
            bills.put(row.getString("customer_id"), row.getBoolean("overdue"));
        });
        Map<String, CustomerCount> now = new LinkedHashMap<>();
        client.sql(CUSTOMERS).param("ids", ids).query(row -> {
            String id = row.getString("customer_id");
            now.put(
                    id,
                    count(
                            id,
                            SqlTime.read(row, "registered_at"),
                            row.getString("channel"),
                            orders.getOrDefault(id, Orders.NONE),
                            bills.get(id)));
        });
        return now;
    }

    private CustomerCount count(String id, Instant registeredAt, String channel, Orders orders, Boolean overdue) {
        Instant first = orders.firstAt();
        return new CustomerCount(
                id,
                clock.day(registeredAt),
                channel,
                orders.count(),
                orders.spend(),
                first == null ? null : clock.day(first),
                first != null && first.isBefore(registeredAt.plus(SOON)),
                overdue != null,
                Boolean.TRUE.equals(overdue),
                null,
                0);
    }

    Set<LocalDate> activeDays(Collection<Event> events) {
        Set<LocalDate> days = new HashSet<>();
        events.forEach(event -> {
            if (event.isActivity()) {
                days.add(clock.day(event.occurredAt()));
            }
        });
        return days;
    }

    void save(List<CustomerCount> counts) {
        SAVE.insert(template, counts, (row, count) -> {
            row.setString(1, count.customerId());
            row.setString(2, text(count.registeredOn()));
            row.setString(3, count.channel());
            row.setInt(4, count.orders());
            row.setBigDecimal(5, count.spend());
            row.setString(6, text(count.firstOrderOn()));
            row.setBoolean(7, count.activatedSoon());
            row.setBoolean(8, count.billed());
            row.setBoolean(9, count.overdue());
            row.setString(10, text(count.lastActiveOn()));
            row.setLong(11, count.months());
        });
    }

    void delete(List<String> ids) {
        template.batchUpdate(DELETE, ids.stream().map(id -> new Object[] {id}).toList());
    }

    void add(CohortChanges changes) {
        template.batchUpdate(ADD_TO_COHORT, changes.cohorts());
        template.batchUpdate(ADD_TO_ACTIVE_MONTHS, changes.activeMonths());
    }

    private static String text(LocalDate day) {
        return day == null ? null : day.toString();
    }
}

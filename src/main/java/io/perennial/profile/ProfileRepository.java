package io.perennial.profile;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.SqlTime;
import io.perennial.identity.Belongings;
import io.perennial.journey.Stage;
import io.perennial.profile.Fact.Part;
import io.perennial.profile.Profile.Bill;
import io.perennial.profile.Profile.Order;
import io.perennial.profile.Profile.Personal;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads and writes profiles in a number of statements that does not depend on how many there are. */
@Repository
class ProfileRepository implements Belongings {

    private static final String CUSTOMER = """
            select customer.customer_id, registered_at, channel, campaign, name, phone, age, region, locale,
                   marketing_consent, last_login_at, credit_grade, stage, stage_since, tier, tier_since, warned_at,
                   day_book, erased_at, credit_account.credit_limit, credit_account.used, credit_account.frozen,
                   member.level
            from customer
            left join credit_account on credit_account.customer_id = customer.customer_id
            left join member on member.customer_id = customer.customer_id
            """;
    private static final String BY_ID = CUSTOMER + "where customer.customer_id in (:ids)";
    private static final String LOCK =
            "select customer_id from customer where customer_id in (:ids) order by customer_id for update";
    private static final String LOCK_RANGE = """
            select customer_id from customer where customer_id between :from and :to and erased_at is null
            order by customer_id for update""";
    private static final String POINTS = """
            select customer_id, sum(remaining) as balance from points_lot
            where customer_id in (:ids) and remaining > 0 group by customer_id""";
    private static final String TAGS =
            "select customer_id, tag, since, until_at, rule_id, version, evidence from tag where customer_id in (:ids)";
    private static final String ORDERS = """
            select customer_id, order_id, event_id, placed_at, received_at, amount, category, periods, items, cancelled
            from customer_order where (customer_id, order_id) in (:orders)""";
    private static final String BILLS = """
            select customer_id, bill_id, due_on, repaid_at, repaid_event, overdue_at, overdue_event
            from bill where customer_id in (:ids)""";
    private static final String LAST_ORDERS = """
            select customer_id, max(placed_at) as last_at from customer_order
            where customer_id in (:ids) and placed_at is not null and not cancelled group by customer_id""";
    private static final String ORDERED_SINCE = """
            select exists (select 1 from customer_order
            where customer_id = :id and placed_at is not null and not cancelled and received_at >= :since)""";

    private static final String INSERT_CUSTOMER = """
            insert into customer (customer_id, stage, stage_since, registered_at, channel, campaign, name, phone, age,
              region, locale, marketing_consent, last_login_at, credit_grade, tier, tier_since, warned_at, day_book)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    /** Many rows in one statement; the customers are there and locked, and stages are moved by journeys alone. */
    private static final String UPDATE_CUSTOMER = INSERT_CUSTOMER + """

            on duplicate key update registered_at = values(registered_at), channel = values(channel),
              campaign = values(campaign), name = values(name), phone = values(phone), age = values(age),
              region = values(region), locale = values(locale), marketing_consent = values(marketing_consent),
              last_login_at = values(last_login_at), credit_grade = values(credit_grade), tier = values(tier),
              tier_since = values(tier_since), warned_at = values(warned_at), day_book = values(day_book)""";

    private static final String SAVE_ORDER = """
            insert into customer_order (customer_id, order_id, event_id, placed_at, received_at, amount, category, periods,
              items, cancelled)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on duplicate key update event_id = values(event_id), placed_at = values(placed_at),
              received_at = values(received_at), amount = values(amount), category = values(category),
              periods = values(periods), items = values(items), cancelled = values(cancelled)""";
    private static final String SAVE_BILL = """
            insert into bill (customer_id, bill_id, due_on, repaid_at, repaid_event, overdue_at, overdue_event)
            values (?, ?, ?, ?, ?, ?, ?)
            on duplicate key update due_on = values(due_on), repaid_at = values(repaid_at),
              repaid_event = values(repaid_event), overdue_at = values(overdue_at),
              overdue_event = values(overdue_event)""";
    private static final String DROP_TAGS = "delete from tag where customer_id in (:ids)";
    private static final String SAVE_TAG = """
            insert into tag (customer_id, tag, since, until_at, rule_id, version, evidence)
            values (?, ?, ?, ?, ?, ?, ?)""";

    private static final List<String> TOLD = List.of("customer_order", "bill", "tag", "customer");
    private static final String ERASE = """
            update customer set name = null, phone = null, age = null, region = null, campaign = null,
              marketing_consent = false, erased_at = :now
            where customer_id = :id""";

    private static final int PAGE = 1000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .serializationInclusion(JsonInclude.Include.NON_EMPTY)
            .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
            .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final ObjectWriter WRITE_BOOK = JSON.writerFor(DayBook.class);
    private static final ObjectReader READ_BOOK = JSON.readerFor(DayBook.class);
    private static final ObjectReader READ_IDS = JSON.readerForListOf(String.class);

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final BusinessClock clock;

    ProfileRepository(JdbcClient jdbc, JdbcTemplate batch, BusinessClock clock) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.clock = clock;
    }

    void lock(Collection<String> customerIds) {
        if (!customerIds.isEmpty()) {
            jdbc.sql(LOCK)
                    .param("ids", new TreeSet<>(customerIds))
                    .query(String.class)
                    .list();
        }
    }

    /** Locks everyone from the first to the last id, but not the erased, and says who they are. */
    List<String> lock(String from, String to) {
        return jdbc.sql(LOCK_RANGE)
                .param("from", from)
                .param("to", to)
                .query(String.class)
                .list();
    }

    /** Profiles without their orders and bills. */
    Map<String, Profile> load(Collection<String> customerIds, Set<Part> parts) {
        Map<String, Profile> found = new TreeMap<>();
        if (customerIds.isEmpty()) {
            return found;
        }
        each(BY_ID, customerIds, row -> found.put(row.getString("customer_id"), customer(row)));
        if (parts.contains(Part.POINTS)) {
            each(POINTS, customerIds, row -> of(found, row).pointsBalance = row.getInt("balance"));
        }
        if (parts.contains(Part.TAGS)) {
            each(TAGS, customerIds, row -> of(found, row).tags.put(row.getString("tag"), tag(row)));
        }
        return found;
    }

    /** Adds the named orders, each as {@code {customerId, orderId}}, to the profiles. */
    void loadOrders(Map<String, Profile> profiles, Collection<Object[]> orders) {
        if (!orders.isEmpty()) {
            jdbc.sql(ORDERS).param("orders", orders).query(row -> {
                of(profiles, row).orders.put(row.getString("order_id"), order(row));
            });
        }
    }

    /** Adds all bills of those customers to their profiles. */
    void loadBills(Map<String, Profile> profiles, Collection<String> customerIds) {
        if (!customerIds.isEmpty()) {
            each(BILLS, customerIds, row -> {
                Bill bill = bill(row);
                of(profiles, row).bills.put(bill.billId(), bill);
            });
        }
    }

    boolean orderedSince(String customerId, Instant since) {
        return jdbc.sql(ORDERED_SINCE)
                .param("id", customerId)
                .param("since", SqlTime.of(since))
                .query(Boolean.class)
                .single();
    }

    private void each(String sql, Collection<String> customerIds, RowCallbackHandler row) {
        jdbc.sql(sql).param("ids", customerIds).query(row);
    }

    private static Profile of(Map<String, Profile> found, ResultSet row) throws SQLException {
        return found.get(row.getString("customer_id"));
    }

    /** Writes the orders that changed, and finds the last order of those whose last was taken back. */
    void saveOrders(Collection<Profile> profiles) {
        record Part(String customerId, String orderId, Order order) {}
        List<Part> parts = new ArrayList<>();
        Map<String, Profile> unknown = new TreeMap<>();
        for (Profile profile : profiles) {
            for (String orderId : profile.changedOrders) {
                parts.add(new Part(profile.customerId, orderId, profile.orders.get(orderId)));
            }
            profile.changedOrders.clear();
            if (profile.lastOrderUnknown) {
                unknown.put(profile.customerId, profile);
                profile.book.lastOrderAt = null;
                profile.lastOrderUnknown = false;
            }
        }
        batch.batchUpdate(SAVE_ORDER, parts, PAGE, (row, part) -> {
            Order order = part.order();
            row.setString(1, part.customerId());
            row.setString(2, part.orderId());
            row.setString(3, order.placed() == null ? null : order.placed().eventId());
            row.setString(
                    4, order.placed() == null ? null : SqlTime.of(order.placed().at()));
            row.setString(5, SqlTime.of(order.receivedAt()));
            row.setBigDecimal(6, order.amount());
            row.setString(7, order.category());
            row.setInt(8, order.periods());
            row.setInt(9, order.items());
            row.setBoolean(10, order.cancelled());
        });
        if (!unknown.isEmpty()) {
            each(
                    LAST_ORDERS,
                    unknown.keySet(),
                    row -> of(unknown, row).book.lastOrderAt = SqlTime.read(row, "last_at"));
        }
    }

    void saveBills(Collection<Profile> profiles) {
        record Part(String customerId, Bill bill) {}
        List<Part> parts = new ArrayList<>();
        for (Profile profile : profiles) {
            profile.changedBills.forEach(billId -> parts.add(new Part(profile.customerId, profile.bills.get(billId))));
            profile.changedBills.clear();
        }
        batch.batchUpdate(SAVE_BILL, parts, PAGE, (row, part) -> {
            Bill bill = part.bill();
            row.setString(1, part.customerId());
            row.setString(2, bill.billId());
            row.setString(3, bill.dueOn().toString());
            bind(row, 4, bill.repaid());
            bind(row, 6, bill.overdue());
        });
    }

    private static void bind(PreparedStatement row, int at, Mark mark) throws SQLException {
        row.setString(at, mark == null ? null : SqlTime.of(mark.at()));
        row.setString(at + 1, mark == null ? null : mark.eventId());
    }

    void save(Collection<Profile> profiles) {
        batch.batchUpdate(
                INSERT_CUSTOMER,
                profiles.stream().filter(profile -> !profile.known).toList(),
                PAGE,
                ProfileRepository::bind);
        batch.batchUpdate(
                UPDATE_CUSTOMER,
                profiles.stream()
                        .filter(profile -> profile.known && profile.changed)
                        .toList(),
                PAGE,
                ProfileRepository::bind);
        saveTags(profiles.stream().filter(profile -> profile.tagsChanged).toList());
        profiles.forEach(profile -> {
            profile.known = true;
            profile.changed = false;
            profile.tagsChanged = false;
        });
    }

    private void saveTags(List<Profile> profiles) {
        if (profiles.isEmpty()) {
            return;
        }
        record Part(String customerId, Tag tag) {}
        List<Part> parts = profiles.stream()
                .flatMap(profile -> profile.tags.values().stream().map(tag -> new Part(profile.customerId, tag)))
                .toList();
        jdbc.sql(DROP_TAGS)
                .param("ids", profiles.stream().map(Profile::customerId).toList())
                .update();
        batch.batchUpdate(SAVE_TAG, parts, PAGE, (row, part) -> {
            Tag tag = part.tag();
            row.setString(1, part.customerId());
            row.setString(2, tag.tag());
            row.setString(3, SqlTime.of(tag.since()));
            row.setString(4, SqlTime.of(tag.until()));
            row.setString(5, tag.rule());
            row.setInt(6, tag.version());
            row.setString(7, write(JSON.writer(), tag.evidence()));
        });
    }

    /** What was told under the old id is told again under the new one. */
    @Override
    public void pass(String from, String into) {
        TOLD.forEach(table -> jdbc.sql("delete from " + table + " where customer_id = :id")
                .param("id", from)
                .update());
    }

    @Override
    public void forget(String customerId) {
        jdbc.sql(ERASE)
                .param("id", customerId)
                .param("now", SqlTime.of(clock.instant()))
                .update();
        jdbc.sql(DROP_TAGS).param("ids", List.of(customerId)).update();
    }

    private static void bind(PreparedStatement row, Profile profile) throws SQLException {
        profile.book.registration = profile.registered.eventId();
        row.setString(1, profile.customerId);
        row.setString(2, profile.stage.name());
        row.setString(3, SqlTime.of(profile.stageSince));
        row.setString(4, SqlTime.of(profile.registered.at()));
        row.setString(5, profile.channel);
        row.setString(6, profile.campaign);
        row.setString(7, profile.personal.get(Personal.NAME));
        row.setString(8, profile.personal.get(Personal.PHONE));
        String age = profile.personal.get(Personal.AGE);
        row.setObject(9, age == null ? null : Integer.valueOf(age), Types.INTEGER);
        row.setString(10, profile.personal.get(Personal.REGION));
        row.setString(11, profile.personal.get(Personal.LOCALE));
        row.setBoolean(12, profile.consent);
        row.setString(13, SqlTime.of(profile.lastLoginAt));
        row.setString(14, profile.grade);
        row.setString(15, profile.tier.name());
        row.setString(16, SqlTime.of(profile.tierSince));
        row.setString(17, SqlTime.of(profile.warnedAt));
        row.setString(18, write(WRITE_BOOK, profile.book));
    }

    private static Profile customer(ResultSet row) throws SQLException {
        Profile profile = new Profile(row.getString("customer_id"));
        profile.known = true;
        profile.book = read(READ_BOOK, row.getString("day_book"));
        profile.registered = new Mark(SqlTime.read(row, "registered_at"), profile.book.registration);
        profile.channel = row.getString("channel");
        profile.campaign = row.getString("campaign");
        for (Personal detail : Personal.values()) {
            String value = row.getString(detail.name().toLowerCase(Locale.ROOT));
            if (value != null) {
                profile.personal.put(detail, value);
            }
        }
        profile.consent = row.getBoolean("marketing_consent");
        profile.lastLoginAt = SqlTime.read(row, "last_login_at");
        profile.grade = row.getString("credit_grade");
        profile.stage = Stage.valueOf(row.getString("stage"));
        profile.stageSince = SqlTime.read(row, "stage_since");
        profile.tier = Tier.valueOf(row.getString("tier"));
        profile.tierSince = SqlTime.read(row, "tier_since");
        profile.warnedAt = SqlTime.read(row, "warned_at");
        profile.erasedAt = SqlTime.read(row, "erased_at");
        BigDecimal limit = row.getBigDecimal("credit_limit");
        if (limit != null) {
            profile.creditLimit = limit;
            profile.creditUsed = row.getBigDecimal("used");
            profile.frozen = row.getBoolean("frozen");
        }
        profile.memberLevel = row.getString("level");
        return profile;
    }

    private static Tag tag(ResultSet row) throws SQLException {
        return new Tag(
                row.getString("tag"),
                SqlTime.read(row, "since"),
                SqlTime.read(row, "until_at"),
                row.getString("rule_id"),
                row.getInt("version"),
                read(READ_IDS, row.getString("evidence")));
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(
                mark(row, "placed_at", "event_id"),
                SqlTime.read(row, "received_at"),
                row.getBigDecimal("amount"),
                row.getString("category"),
                row.getInt("periods"),
                row.getInt("items"),
                row.getBoolean("cancelled"));
    }

    private static Bill bill(ResultSet row) throws SQLException {
        return new Bill(
                row.getString("bill_id"),
                row.getObject("due_on", LocalDate.class),
                mark(row, "repaid_at", "repaid_event"),
                mark(row, "overdue_at", "overdue_event"));
    }

    private static Mark mark(ResultSet row, String at, String event) throws SQLException {
        Instant instant = SqlTime.read(row, at);
        return instant == null ? null : new Mark(instant, row.getString(event));
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> T read(ObjectReader reader, String json) {
        try {
            return reader.readValue(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("A profile cannot be read", damaged);
        }
    }
}

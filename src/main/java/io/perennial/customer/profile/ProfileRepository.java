package io.perennial.customer.profile;

import io.perennial.customer.profile.Fact.Source;
import io.perennial.customer.profile.Profile.Bill;
import io.perennial.customer.profile.Profile.Order;
import io.perennial.customer.profile.Profile.PersonalField;
import io.perennial.customer.profile.Profile.Repayment;
import io.perennial.journey.Stage;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.MultiRowInsert;
import io.perennial.platform.sql.MultiRowInsert.Row;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Loads and saves profiles; the number of statements does not depend on the number of profiles. */
@Repository
class ProfileRepository implements CustomerDataOwner {

    /** Joins the customer first, so that the lock on day_book is never taken while its customer is waited for. */
    private static final String CUSTOMER = """
            select /*+ JOIN_ORDER(c, b) */ c.customer_id, c.registered_at, c.channel, c.campaign, c.name, c.phone, c.age,
                   c.region, c.locale, c.marketing_consent, c.credit_grade, c.stage, c.stage_since, c.tier, c.tier_since,
                   c.warned_at, c.erased_at, b.last_login_at, b.tagged, b.book
            from customer c
            join day_book b on b.customer_id = c.customer_id
            """;

    private static final String READ = CUSTOMER + "where c.customer_id in (:ids)";
    private static final String LOCK = READ + " order by c.customer_id for update";
    private static final String LOCK_RANGE = CUSTOMER + """
            where c.customer_id between :from and :to and c.erased_at is null order by c.customer_id for update""";
    private static final String ACCOUNTS =
            "select customer_id, credit_limit, used, frozen from credit_account where customer_id in (:ids)";
    private static final String MEMBERS = "select customer_id, level from member where customer_id in (:ids)";
    private static final String POINTS = """
            select customer_id, sum(remaining) as balance from points_lot
            where customer_id in (:ids) and remaining > 0 and expires_at > :now group by customer_id""";
    private static final String TAGS =
            "select customer_id, tag, since, until_at, rule_id, version, evidence from tag where customer_id in (:ids)";
    private static final String ORDERS = """
            select customer_id, order_id, event_id, placed_at, received_at, amount, category, periods, items, cancelled
            from customer_order where (customer_id, order_id) in (:orders)""";
    private static final String BILLS = """
            select customer_id, bill_id, due_on, repaid_at, repaid_event, overdue_at, overdue_event, repayments
            from bill where customer_id in (:ids)""";
    private static final String BILL_TOTALS = """
            select customer_id, bill_id, principal + interest + fee as total from installment
            where customer_id in (:ids)""";
    private static final String LAST_ORDERS = """
            select customer_id, max(placed_at) as last_at from customer_order
            where customer_id in (:ids) and placed_at is not null and not cancelled group by customer_id""";
    private static final String ORDERED_SINCE = """
            select exists (select 1 from customer_order
            where customer_id = :id and placed_at is not null and not cancelled and received_at >= :since)""";
    private static final String IS_CANCELLED = """
            select exists (select 1 from customer_order where customer_id = :id and order_id = :order and cancelled)""";
    private static final String CREDIT_BALANCE =
            "select coalesce(sum(amount), 0) from credit_balance_entry where customer_id = :id";

    private static final String CUSTOMER_ROW = """
            insert into customer (customer_id, stage, stage_since, registered_at, channel, campaign, name, phone, age,
              region, locale, marketing_consent, credit_grade, tier, tier_since, warned_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final MultiRowInsert INSERT_CUSTOMER = MultiRowInsert.of(CUSTOMER_ROW);
    /** The rows exist and are locked. The stage is left out: only journeys change it. */
    private static final MultiRowInsert UPDATE_CUSTOMER = MultiRowInsert.of(CUSTOMER_ROW + """

            on duplicate key update registered_at = values(registered_at), channel = values(channel),
              campaign = values(campaign), name = values(name), phone = values(phone), age = values(age),
              region = values(region), locale = values(locale), marketing_consent = values(marketing_consent),
              credit_grade = values(credit_grade), tier = values(tier), tier_since = values(tier_since),
              warned_at = values(warned_at)""");
    /** Columns that almost every event changes, in a narrow table of their own. */
    private static final MultiRowInsert SAVE_AGGREGATES = MultiRowInsert.of("""
            insert into day_book (customer_id, last_login_at, settled_at, tagged, book) values (?, ?, ?, ?, ?)
            on duplicate key update last_login_at = values(last_login_at), settled_at = values(settled_at),
              tagged = values(tagged), book = values(book)""");

    private static final MultiRowInsert SAVE_ORDER = MultiRowInsert.of("""
            insert into customer_order (customer_id, order_id, event_id, placed_at, received_at, amount, category, periods,
              items, cancelled)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on duplicate key update event_id = values(event_id), placed_at = values(placed_at),
              received_at = values(received_at), amount = values(amount), category = values(category),
              periods = values(periods), items = values(items), cancelled = values(cancelled)""");
    private static final MultiRowInsert SAVE_BILL = MultiRowInsert.of("""
            insert into bill (customer_id, bill_id, due_on, repaid_at, repaid_event, overdue_at, overdue_event, repayments)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on duplicate key update due_on = values(due_on), repaid_at = values(repaid_at),
              repaid_event = values(repaid_event), overdue_at = values(overdue_at),
              overdue_event = values(overdue_event), repayments = values(repayments)""");
    private static final String DROP_TAGS = "delete from tag where customer_id in (:ids)";
    private static final MultiRowInsert SAVE_TAG = MultiRowInsert.of("""
            insert into tag (customer_id, tag, since, until_at, rule_id, version, evidence)
            values (?, ?, ?, ?, ?, ?, ?)""");

    private static final List<String> EVENT_DERIVED_TABLES =
            List.of("customer_order", "bill", "tag", "day_book", "customer");
    private static final String ERASE = """
            update customer set name = null, phone = null, age = null, region = null, campaign = null,
              marketing_consent = false, erased_at = :now
            where customer_id = :id""";

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final CustomerValues values;
    private final BusinessClock clock;

    ProfileRepository(JdbcClient jdbc, JdbcTemplate batch, CustomerValues values, BusinessClock clock) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.values = values;
        this.clock = clock;
    }

    /** Loads profiles without their orders and bills. */
    Map<String, Profile> read(Collection<String> customerIds, Set<Source> sources) {
        return customerIds.isEmpty() ? new TreeMap<>() : complete(query(READ, customerIds), sources);
    }

    /** The same, locked in id order until the end of the transaction. */
    Map<String, Profile> lock(Collection<String> customerIds, Set<Source> sources) {
        return customerIds.isEmpty() ? new TreeMap<>() : complete(query(LOCK, new TreeSet<>(customerIds)), sources);
    }

    /** The same for all customers from the first to the last id, without erased ones. */
    Map<String, Profile> lock(String from, String to, Set<Source> sources) {
        return complete(
                jdbc.sql(LOCK_RANGE)
                        .param("from", from)
                        .param("to", to)
                        .query((row, n) -> loadedRow(row))
                        .list(),
                sources);
    }

    /** A profile and the JSON of its aggregates, parsed later in parallel. */
    private record LoadedRow(Profile profile, String aggregates) {}

    private List<LoadedRow> query(String sql, Collection<String> customerIds) {
        return jdbc.sql(sql)
                .param("ids", customerIds)
                .query((row, n) -> loadedRow(row))
                .list();
    }

    private static LoadedRow loadedRow(ResultSet row) throws SQLException {
        return new LoadedRow(customer(row), row.getString("book"));
    }

    private Map<String, Profile> complete(List<LoadedRow> customers, Set<Source> sources) {
        Map<String, Profile> found = new TreeMap<>();
        if (customers.isEmpty()) {
            return found;
        }
        customers.parallelStream().forEach(customer -> restore(customer.profile(), customer.aggregates(), sources));
        customers.forEach(customer -> found.put(customer.profile().customerId, customer.profile()));
        Set<String> ids = found.keySet();
        if (sources.contains(Source.ACCOUNT) || sources.contains(Source.PURCHASES)) {
            each(ACCOUNTS, ids, row -> {
                Profile profile = of(found, row);
                profile.creditLimit = row.getBigDecimal("credit_limit");
                profile.creditUsed = row.getBigDecimal("used");
                profile.frozen = row.getBoolean("frozen");
            });
        }
        if (sources.contains(Source.PURCHASES)) {
            values.purchases(ids, clock.getZone())
                    .forEach((customerId, purchases) -> found.get(customerId).purchases = purchases);
        }
        if (sources.contains(Source.MEMBER)) {
            each(MEMBERS, ids, row -> of(found, row).memberLevel = row.getString("level"));
        }
        if (sources.contains(Source.POINTS)) {
            jdbc.sql(POINTS)
                    .param("ids", ids)
                    .param("now", SqlTime.of(clock.instant()))
                    .query((ResultSet row) -> {
                        of(found, row).pointsBalance = row.getLong("balance");
                    });
        }
        if (sources.contains(Source.TAGS)) {
            Set<String> tagged = found.values().stream()
                    .filter(profile -> profile.hasTags)
                    .map(profile -> profile.customerId)
                    .collect(Collectors.toSet());
            if (!tagged.isEmpty()) {
                each(TAGS, tagged, row -> of(found, row).tags.put(row.getString("tag"), tag(row)));
            }
        }
        return found;
    }

    /** Loads these orders, each as {@code {customerId, orderId}}, into the profiles. */
    void loadOrders(Map<String, Profile> profiles, Collection<Object[]> orders) {
        if (!orders.isEmpty()) {
            jdbc.sql(ORDERS).param("orders", orders).query(row -> {
                of(profiles, row).orders.put(row.getString("order_id"), order(row));
            });
        }
    }

    /** Loads all bills of these customers into their profiles. */
    void loadBills(Map<String, Profile> profiles, Collection<String> customerIds) {
        if (!customerIds.isEmpty()) {
            each(BILLS, customerIds, row -> {
                Bill bill = bill(row);
                of(profiles, row).bills.put(bill.billId(), bill);
            });
            loadBillTotals(customerIds, profiles);
        }
    }

    /** Loads the totals of the bills that the mall issued. */
    void loadBillTotals(Map<String, Profile> profiles) {
        loadBillTotals(profiles.keySet(), profiles);
    }

    private void loadBillTotals(Collection<String> customerIds, Map<String, Profile> profiles) {
        each(
                BILL_TOTALS,
                customerIds,
                row -> of(profiles, row).billTotals.put(row.getString("bill_id"), row.getBigDecimal("total")));
    }

    boolean orderedSince(String customerId, Instant since) {
        return jdbc.sql(ORDERED_SINCE)
                .param("id", customerId)
                .param("since", SqlTime.of(since))
                .query(Boolean.class)
                .single();
    }

    boolean isCancelled(String customerId, String orderId) {
        return jdbc.sql(IS_CANCELLED)
                .param("id", customerId)
                .param("order", orderId)
                .query(Boolean.class)
                .single();
    }

    BigDecimal creditBalance(String customerId) {
        return jdbc.sql(CREDIT_BALANCE)
                .param("id", customerId)
                .query(BigDecimal.class)
                .single()
                .setScale(2);
    }

    private void each(String sql, Collection<String> customerIds, RowCallbackHandler row) {
        jdbc.sql(sql).param("ids", customerIds).query(row);
    }

    private static Profile of(Map<String, Profile> found, ResultSet row) throws SQLException {
        return found.get(row.getString("customer_id"));
    }

    /** Saves changed orders and looks up the last order of profiles whose last order was removed. */
    void saveOrders(Collection<Profile> profiles) {
        record OrderRow(String customerId, String orderId, Order order) {}
        List<OrderRow> rows = new ArrayList<>();
        Map<String, Profile> unknown = new TreeMap<>();
        for (Profile profile : profiles) {
            for (String orderId : profile.changedOrders) {
                rows.add(new OrderRow(profile.customerId, orderId, profile.orders.get(orderId)));
            }
            profile.changedOrders.clear();
            if (profile.lastOrderUnknown) {
                unknown.put(profile.customerId, profile);
                profile.aggregates.lastOrderAt = null;
                profile.lastOrderUnknown = false;
            }
        }
        SAVE_ORDER.insert(batch, rows, (row, saved) -> {
            Order order = saved.order();
            row.setString(1, saved.customerId());
            row.setString(2, saved.orderId());
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
                    row -> of(unknown, row).aggregates.lastOrderAt = SqlTime.read(row, "last_at"));
        }
    }

    void saveBills(Collection<Profile> profiles) {
        record BillRow(String customerId, Bill bill) {}
        List<BillRow> rows = new ArrayList<>();
        for (Profile profile : profiles) {
            profile.changedBills.forEach(
                    billId -> rows.add(new BillRow(profile.customerId, profile.bills.get(billId))));
            profile.changedBills.clear();
        }
        SAVE_BILL.insert(batch, rows, (row, saved) -> {
            Bill bill = saved.bill();
            row.setString(1, saved.customerId());
            row.setString(2, bill.billId());
            row.setString(3, bill.dueOn().toString());
            bind(row, 4, bill.repaid());
            bind(row, 6, bill.overdue());
            row.setString(8, DailyAggregatesJson.text(bill.repayments()));
        });
    }

    private static void bind(Row row, int at, EventStamp stamp) throws SQLException {
        row.setString(at, stamp == null ? null : SqlTime.of(stamp.at()));
        row.setString(at + 1, stamp == null ? null : stamp.eventId());
    }

    void save(Collection<Profile> profiles) {
        INSERT_CUSTOMER.insert(
                batch, profiles.stream().filter(profile -> !profile.stored).toList(), ProfileRepository::bind);
        UPDATE_CUSTOMER.insert(
                batch,
                profiles.stream()
                        .filter(profile -> profile.stored && profile.changed)
                        .toList(),
                ProfileRepository::bind);
        saveAggregates(
                profiles.stream().filter(profile -> profile.aggregatesChanged).toList());
        saveTags(profiles.stream().filter(profile -> profile.tagsChanged).toList());
        profiles.forEach(profile -> {
            profile.stored = true;
            profile.changed = false;
            profile.aggregatesChanged = false;
            profile.tagsChanged = false;
        });
    }

    private void saveAggregates(List<Profile> profiles) {
        String now = SqlTime.of(clock.instant());
        SAVE_AGGREGATES.insert(batch, profiles, (row, profile) -> {
            row.setString(1, profile.customerId);
            row.setString(2, SqlTime.of(profile.lastLoginAt));
            row.setString(3, now);
            row.setBoolean(4, profile.hasTags);
            row.setString(5, profile.aggregatesJson);
        });
    }

    private void saveTags(List<Profile> profiles) {
        if (profiles.isEmpty()) {
            return;
        }
        record TagRow(String customerId, Tag tag) {}
        List<TagRow> rows = profiles.stream()
                .flatMap(profile -> profile.tags.values().stream().map(tag -> new TagRow(profile.customerId, tag)))
                .toList();
        jdbc.sql(DROP_TAGS)
                .param("ids", profiles.stream().map(Profile::customerId).toList())
                .update();
        SAVE_TAG.insert(batch, rows, (row, saved) -> {
            Tag tag = saved.tag();
            row.setString(1, saved.customerId());
            row.setString(2, tag.tag());
            row.setString(3, SqlTime.of(tag.since()));
            row.setString(4, SqlTime.of(tag.until()));
            row.setString(5, tag.rule());
            row.setInt(6, tag.version());
            row.setString(7, DailyAggregatesJson.text(tag.evidence()));
        });
    }

    /** Deletes the rows of the merged id: its events are applied to the surviving id. */
    @Override
    public void reassign(String from, String into) {
        EVENT_DERIVED_TABLES.forEach(table -> jdbc.sql("delete from " + table + " where customer_id = :id")
                .param("id", from)
                .update());
    }

    @Override
    public void erase(String customerId) {
        jdbc.sql(ERASE)
                .param("id", customerId)
                .param("now", SqlTime.of(clock.instant()))
                .update();
        jdbc.sql(DROP_TAGS).param("ids", List.of(customerId)).update();
    }

    private static void bind(Row row, Profile profile) throws SQLException {
        row.setString(1, profile.customerId);
        row.setString(2, profile.stage.name());
        row.setString(3, SqlTime.of(profile.stageSince));
        row.setString(4, SqlTime.of(profile.registered.at()));
        row.setString(5, profile.channel);
        row.setString(6, profile.campaign);
        row.setString(7, profile.personal.get(PersonalField.NAME));
        row.setString(8, profile.personal.get(PersonalField.PHONE));
        String age = profile.personal.get(PersonalField.AGE);
        row.setInteger(9, age == null ? null : Integer.valueOf(age));
        row.setString(10, profile.personal.get(PersonalField.REGION));
        row.setString(11, profile.personal.get(PersonalField.LOCALE));
        row.setBoolean(12, profile.consent);
        row.setString(13, profile.grade);
        row.setString(14, profile.tier.name());
        row.setString(15, SqlTime.of(profile.tierSince));
        row.setString(16, SqlTime.of(profile.warnedAt));
    }

    private static Profile customer(ResultSet row) throws SQLException {
        Profile profile = new Profile(row.getString("customer_id"));
        profile.stored = true;
        profile.registered = new EventStamp(SqlTime.read(row, "registered_at"), null);
        profile.channel = row.getString("channel");
        profile.campaign = row.getString("campaign");
        for (PersonalField field : PersonalField.values()) {
            String value = row.getString(field.name().toLowerCase(Locale.ROOT));
            if (value != null) {
                profile.personal.put(field, value);
            }
        }
        profile.consent = row.getBoolean("marketing_consent");
        profile.grade = row.getString("credit_grade");
        profile.stage = Stage.valueOf(row.getString("stage"));
        profile.stageSince = SqlTime.read(row, "stage_since");
        profile.tier = Tier.valueOf(row.getString("tier"));
        profile.tierSince = SqlTime.read(row, "tier_since");
        profile.warnedAt = SqlTime.read(row, "warned_at");
        profile.erasedAt = SqlTime.read(row, "erased_at");
        profile.lastLoginAt = SqlTime.read(row, "last_login_at");
        profile.hasTags = row.getBoolean("tagged");
        return profile;
    }

    private static void restore(Profile profile, String aggregates, Set<Source> sources) {
        profile.aggregates = DailyAggregatesJson.aggregates(aggregates);
        profile.registered = new EventStamp(profile.registered.at(), profile.aggregates.registration);
        profile.loadedSources.addAll(sources);
    }

    private static Tag tag(ResultSet row) throws SQLException {
        return new Tag(
                row.getString("tag"),
                SqlTime.read(row, "since"),
                SqlTime.read(row, "until_at"),
                row.getString("rule_id"),
                row.getInt("version"),
                DailyAggregatesJson.ids(row.getString("evidence")));
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(
                stamp(row, "placed_at", "event_id"),
                SqlTime.read(row, "received_at"),
                row.getBigDecimal("amount"),
                row.getString("category"),
                row.getInt("periods"),
                row.getInt("items"),
                row.getBoolean("cancelled"));
    }

    private static Bill bill(ResultSet row) throws SQLException {
        EventStamp repaid = stamp(row, "repaid_at", "repaid_event");
        LocalDate dueOn = row.getObject("due_on", LocalDate.class);
        return new Bill(
                row.getString("bill_id"),
                dueOn,
                repaid,
                stamp(row, "overdue_at", "overdue_event"),
                repayments(row.getString("repayments"), repaid, dueOn));
    }

    private static List<Repayment> repayments(String text, EventStamp repaid, LocalDate dueOn) {
        if (text != null) {
            return DailyAggregatesJson.repayments(text);
        }
        return repaid == null ? List.of() : List.of(new Repayment(repaid, null, null, dueOn));
    }

    private static EventStamp stamp(ResultSet row, String at, String event) throws SQLException {
        Instant instant = SqlTime.read(row, at);
        return instant == null ? null : new EventStamp(instant, row.getString(event));
    }
}

package io.perennial.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.clock.SqlTime;
import io.perennial.journey.Stage;
import io.perennial.profile.Fact.History;
import io.perennial.profile.Profile.Activity;
import io.perennial.profile.Profile.Bill;
import io.perennial.profile.Profile.Order;
import io.perennial.profile.Profile.Personal;
import io.perennial.profile.Profile.Place;
import io.perennial.profile.Profile.Views;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads and writes profiles in a number of statements that does not depend on how many there are. */
@Repository
class ProfileRepository {

    private static final String CUSTOMER = """
            select customer.customer_id, registered_at, channel, campaign, name, phone, age, region, locale, personal_at,
                   marketing_consent, consent_at, last_login_at, credit_grade, grade_at, stage, stage_since, tier,
                   tier_since, warned_at, credit_account.credit_limit, credit_account.used, credit_account.frozen,
                   member.level
            from customer
            left join credit_account on credit_account.customer_id = customer.customer_id
            left join member on member.customer_id = customer.customer_id
            where customer.customer_id in (:ids)""";
    private static final String LOCK =
            "select customer_id from customer where customer_id in (:ids) order by customer_id for update";
    private static final String POINTS = """
            select customer_id, sum(remaining) as balance from points_lot
            where customer_id in (:ids) and remaining > 0 group by customer_id""";
    private static final String ORDERS = """
            select customer_id, order_id, placed_at, received_at, amount, category, periods, items, cancelled
            from customer_order where customer_id in (:ids)""";
    private static final String BILLS =
            "select customer_id, bill_id, due_on, repaid_at, overdue_at from bill where customer_id in (:ids)";
    private static final String VIEWS =
            "select customer_id, category, page, views, last_at from browsing where customer_id in (:ids)";
    private static final String ACTIVITY = """
            select customer_id, day, seconds, contacts from activity_day where customer_id in (:ids)""";

    private static final String SAVE_CUSTOMER = """
            insert into customer (customer_id, registered_at, channel, campaign, name, phone, age, region, locale,
              personal_at, marketing_consent, consent_at, last_login_at, credit_grade, grade_at, stage, stage_since,
              tier, tier_since, warned_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE_CUSTOMER = """
            update customer set registered_at = ?, channel = ?, campaign = ?, name = ?, phone = ?, age = ?, region = ?,
              locale = ?, personal_at = ?, marketing_consent = ?, consent_at = ?, last_login_at = ?, credit_grade = ?,
              grade_at = ?, tier = ?, tier_since = ?, warned_at = ?
            where customer_id = ?""";
    private static final String SAVE_ORDER = """
            insert into customer_order (customer_id, order_id, placed_at, received_at, amount, category, periods, items,
              cancelled)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on duplicate key update placed_at = values(placed_at), received_at = values(received_at),
              amount = values(amount), category = values(category), periods = values(periods), items = values(items),
              cancelled = values(cancelled)""";
    private static final String SAVE_BILL = """
            insert into bill (customer_id, bill_id, due_on, repaid_at, overdue_at) values (?, ?, ?, ?, ?)
            on duplicate key update due_on = values(due_on), repaid_at = values(repaid_at),
              overdue_at = values(overdue_at)""";
    private static final String SAVE_VIEWS = """
            insert into browsing (customer_id, category, page, views, last_at) values (?, ?, ?, ?, ?)
            on duplicate key update views = values(views), last_at = values(last_at)""";
    private static final String SAVE_ACTIVITY = """
            insert into activity_day (customer_id, day, seconds, contacts) values (?, ?, ?, ?)
            on duplicate key update seconds = values(seconds), contacts = values(contacts)""";

    private static final int PAGE = 1000;
    private static final TypeReference<Map<Personal, Instant>> TIMES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final ObjectMapper json;

    ProfileRepository(JdbcClient jdbc, JdbcTemplate batch, ObjectMapper json) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.json = json;
    }

    void lock(Collection<String> customerIds) {
        if (!customerIds.isEmpty()) {
            jdbc.sql(LOCK)
                    .param("ids", new TreeSet<>(customerIds))
                    .query(String.class)
                    .list();
        }
    }

    Map<String, Profile> load(Collection<String> customerIds) {
        return load(customerIds, EnumSet.allOf(History.class));
    }

    /** Profiles that know only these parts of their history, to be read and not to be saved. */
    Map<String, Profile> load(Collection<String> customerIds, Set<History> parts) {
        Map<String, Profile> found = new TreeMap<>();
        if (customerIds.isEmpty()) {
            return found;
        }
        each(CUSTOMER, customerIds, row -> found.put(row.getString("customer_id"), customer(row)));
        each(POINTS, customerIds, row -> of(found, row).pointsBalance = row.getInt("balance"));
        if (parts.contains(History.ORDERS)) {
            each(ORDERS, customerIds, row -> of(found, row).orders.put(row.getString("order_id"), order(row)));
        }
        if (parts.contains(History.BILLS)) {
            each(BILLS, customerIds, row -> of(found, row).bills.put(row.getString("bill_id"), bill(row)));
        }
        if (parts.contains(History.VIEWS)) {
            each(VIEWS, customerIds, row -> of(found, row).views.put(place(row), views(row)));
        }
        if (parts.contains(History.ACTIVITY)) {
            each(
                    ACTIVITY,
                    customerIds,
                    row -> of(found, row)
                            .activity
                            .put(
                                    row.getObject("day", LocalDate.class),
                                    new Activity(row.getInt("seconds"), row.getInt("contacts"))));
        }
        return found;
    }

    private void each(String sql, Collection<String> customerIds, RowCallbackHandler row) {
        jdbc.sql(sql).param("ids", customerIds).query(row);
    }

    private static Profile of(Map<String, Profile> found, ResultSet row) throws SQLException {
        return found.get(row.getString("customer_id"));
    }

    void save(Collection<Profile> profiles) {
        List<Profile> fresh =
                profiles.stream().filter(profile -> !profile.known).toList();
        List<Profile> changed = profiles.stream()
                .filter(profile -> profile.known && profile.changed)
                .toList();
        batch.batchUpdate(SAVE_CUSTOMER, fresh, PAGE, this::bindNew);
        batch.batchUpdate(UPDATE_CUSTOMER, changed, PAGE, this::bindChanged);
        parts(profiles, profile -> profile.changedOrders, profile -> profile.orders, SAVE_ORDER, this::bindOrder);
        parts(profiles, profile -> profile.changedBills, profile -> profile.bills, SAVE_BILL, this::bindBill);
        parts(profiles, profile -> profile.changedViews, profile -> profile.views, SAVE_VIEWS, this::bindViews);
        parts(
                profiles,
                profile -> profile.changedActivity,
                profile -> profile.activity,
                SAVE_ACTIVITY,
                this::bindActivity);
        profiles.forEach(profile -> {
            profile.known = true;
            profile.changed = false;
        });
    }

    private record Part<K, V>(String customerId, K key, V value) {}

    private <K, V> void parts(
            Collection<Profile> profiles,
            Function<Profile, Collection<K>> changed,
            Function<Profile, Map<K, V>> all,
            String sql,
            ParameterizedPreparedStatementSetter<Part<K, V>> binding) {
        List<Part<K, V>> parts = new ArrayList<>();
        for (Profile profile : profiles) {
            for (K key : changed.apply(profile)) {
                parts.add(new Part<>(profile.customerId, key, all.apply(profile).get(key)));
            }
            changed.apply(profile).clear();
        }
        batch.batchUpdate(sql, parts, PAGE, binding);
    }

    private void bindNew(PreparedStatement row, Profile profile) throws SQLException {
        row.setString(1, profile.customerId);
        int next = bindFacts(row, 2, profile);
        row.setString(next++, profile.stage.name());
        row.setString(next++, SqlTime.of(profile.stageSince));
        bindTier(row, next, profile);
    }

    private void bindChanged(PreparedStatement row, Profile profile) throws SQLException {
        int next = bindTier(row, bindFacts(row, 1, profile), profile);
        row.setString(next, profile.customerId);
    }

    private int bindFacts(PreparedStatement row, int from, Profile profile) throws SQLException {
        int next = from;
        row.setString(next++, SqlTime.of(profile.registeredAt));
        row.setString(next++, profile.channel);
        row.setString(next++, profile.campaign);
        row.setString(next++, profile.personal.get(Personal.NAME));
        row.setString(next++, profile.personal.get(Personal.PHONE));
        String age = profile.personal.get(Personal.AGE);
        row.setObject(next++, age == null ? null : Integer.valueOf(age), Types.INTEGER);
        row.setString(next++, profile.personal.get(Personal.REGION));
        row.setString(next++, profile.personal.get(Personal.LOCALE));
        row.setString(next++, write(profile.personalAt));
        row.setBoolean(next++, profile.consent);
        row.setString(next++, SqlTime.of(profile.consentAt));
        row.setString(next++, SqlTime.of(profile.lastLoginAt));
        row.setString(next++, profile.grade);
        row.setString(next++, SqlTime.of(profile.gradeAt));
        return next;
    }

    private int bindTier(PreparedStatement row, int from, Profile profile) throws SQLException {
        int next = from;
        row.setString(next++, profile.tier.name());
        row.setString(next++, SqlTime.of(profile.tierSince));
        row.setString(next++, SqlTime.of(profile.warnedAt));
        return next;
    }

    private void bindOrder(PreparedStatement row, Part<String, Order> part) throws SQLException {
        Order order = part.value();
        row.setString(1, part.customerId());
        row.setString(2, part.key());
        row.setString(3, SqlTime.of(order.placedAt()));
        row.setString(4, SqlTime.of(order.receivedAt()));
        row.setBigDecimal(5, order.amount());
        row.setString(6, order.category());
        row.setInt(7, order.periods());
        row.setInt(8, order.items());
        row.setBoolean(9, order.cancelled());
    }

    private void bindBill(PreparedStatement row, Part<String, Bill> part) throws SQLException {
        row.setString(1, part.customerId());
        row.setString(2, part.key());
        row.setString(3, part.value().dueOn().toString());
        row.setString(4, SqlTime.of(part.value().repaidAt()));
        row.setString(5, SqlTime.of(part.value().overdueAt()));
    }

    private void bindViews(PreparedStatement row, Part<Place, Views> part) throws SQLException {
        row.setString(1, part.customerId());
        row.setString(2, part.key().category());
        row.setString(3, part.key().page());
        row.setInt(4, part.value().count());
        row.setString(5, SqlTime.of(part.value().lastAt()));
    }

    private void bindActivity(PreparedStatement row, Part<LocalDate, Activity> part) throws SQLException {
        row.setString(1, part.customerId());
        row.setString(2, part.key().toString());
        row.setInt(3, part.value().seconds());
        row.setInt(4, part.value().contacts());
    }

    private Profile customer(ResultSet row) throws SQLException {
        Profile profile = new Profile(row.getString("customer_id"));
        profile.known = true;
        profile.registeredAt = SqlTime.read(row, "registered_at");
        profile.channel = row.getString("channel");
        profile.campaign = row.getString("campaign");
        for (Personal detail : Personal.values()) {
            String value = row.getString(detail.name().toLowerCase(java.util.Locale.ROOT));
            if (value != null) {
                profile.personal.put(detail, value);
            }
        }
        profile.personalAt.putAll(read(row.getString("personal_at")));
        profile.consent = row.getBoolean("marketing_consent");
        profile.consentAt = SqlTime.read(row, "consent_at");
        profile.lastLoginAt = SqlTime.read(row, "last_login_at");
        profile.grade = row.getString("credit_grade");
        profile.gradeAt = SqlTime.read(row, "grade_at");
        profile.stage = Stage.valueOf(row.getString("stage"));
        profile.stageSince = SqlTime.read(row, "stage_since");
        profile.tier = Tier.valueOf(row.getString("tier"));
        profile.tierSince = SqlTime.read(row, "tier_since");
        profile.warnedAt = SqlTime.read(row, "warned_at");
        BigDecimal limit = row.getBigDecimal("credit_limit");
        if (limit != null) {
            profile.creditLimit = limit;
            profile.creditUsed = row.getBigDecimal("used");
            profile.frozen = row.getBoolean("frozen");
        }
        profile.memberLevel = row.getString("level");
        return profile;
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(
                SqlTime.read(row, "placed_at"),
                SqlTime.read(row, "received_at"),
                row.getBigDecimal("amount"),
                row.getString("category"),
                row.getInt("periods"),
                row.getInt("items"),
                row.getBoolean("cancelled"));
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(row.getString("category"), row.getString("page"));
    }

    private static Views views(ResultSet row) throws SQLException {
        return new Views(row.getInt("views"), SqlTime.read(row, "last_at"));
    }

    private static Bill bill(ResultSet row) throws SQLException {
        return new Bill(
                row.getObject("due_on", LocalDate.class),
                SqlTime.read(row, "repaid_at"),
                SqlTime.read(row, "overdue_at"));
    }

    private String write(Map<Personal, Instant> times) {
        try {
            return json.writeValueAsString(times);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Map<Personal, Instant> read(String times) {
        try {
            return times.isEmpty() ? new EnumMap<>(Personal.class) : json.readValue(times, TIMES);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException(damaged);
        }
    }
}

package io.perennial.effect.coupon;

import io.perennial.effect.coupon.Coupon.State;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class CouponRepository {

    private static final String COUPON = """
            select coupon_id, offer, type, value, state, category, issued_at, expires_at, order_id
              from coupon
             where coupon_id = ?
            """;
    private static final String COUPONS_OF = """
            select coupon_id, offer, type, value, state, category, issued_at, expires_at, order_id
              from coupon
             where customer_id = ?
             order by issued_at desc, coupon_id desc
            """;
    private static final String ISSUED_BY = """
            select coupon_id, customer_id, offer from coupon where request_key = ?
            """;
    /** Coupons that a journey issues once per customer, under any id the customer had; the first issued first. */
    private static final String ISSUED_ONCE = """
            select coupon_id, customer_id, offer, request_key, state
              from coupon
             where customer_id = ? and request_key like 'once:%'
             order by issued_at, coupon_id
            """;

    private static final List<String> PASS = List.of(
            "update coupon set customer_id = ? where customer_id = ?",
            "update coupon_move set customer_id = ? where customer_id = ?");
    private static final String REDEEMED_BY = """
            select coupon_id from coupon where redemption_id = ?
            """;
    private static final String HOLDER = """
            select customer_id from coupon where coupon_id = ?
            """;
    private static final String LOCK_CUSTOMER = """
            select customer_id from customer where customer_id = ? for update
            """;
    private static final String LOCK = """
            select c.customer_id, c.offer, c.type, c.value, c.category, c.cost, c.state, c.expires_at, c.order_id,
                   c.reservation_id,
                   exists (select 1 from customer u
                            where u.customer_id = c.customer_id and u.erased_at is not null) as erased
              from coupon c
             where c.coupon_id = ?
               for update
            """;
    private static final String ORDER = """
            select category, amount, cancelled
              from customer_order
             where customer_id = ? and order_id = ?
            """;
    private static final String IS_REDUCED = """
            select exists (select 1 from coupon
                            where customer_id = :customer and order_id = :order and coupon_id <> :coupon
                              and state = 'REDEEMED' and type in (:types))
            """;
    private static final String INSERT = """
            insert into coupon (coupon_id, request_key, customer_id, offer, type, value, category, cost, state, issued_at,
                                expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, 'ISSUED', ?, ?)
            """;
    private static final String INSERT_TRANSITION = """
            insert into coupon_move (seq, request_key, coupon_id, customer_id, at, state, cause)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String TRANSITION_OF = """
            select coupon_id from coupon_move where request_key = ?
            """;
    private static final String REDEEM = """
            update coupon set state = 'REDEEMED', redemption_id = ?, order_id = ?, cost = ? where coupon_id = ?
            """;
    private static final String SET_STATE = """
            update coupon set state = ?, reservation_id = ? where coupon_id = ?
            """;
    private static final String CORRECT_BUDGET = """
            update offer_budget set amount_issued = amount_issued + ? where offer = ?
            """;
    private static final String WITHIN_CUSTOMER_LIMITS = """
            select count(*)
              from offer_budget b
             where b.offer = :offer
               and (b.customer_count_limit is null
                    or (select count(*) from coupon c
                         where c.customer_id = :customer and c.offer = b.offer and c.state not in ('EXPIRED', 'REVOKED')
                           and (c.state <> 'ISSUED' or c.expires_at > :now))
                       < b.customer_count_limit)
               and (b.customer_amount_limit is null
                    or (select coalesce(sum(c.cost), 0) from coupon c
                         where c.customer_id = :customer and c.offer = b.offer and c.state not in ('EXPIRED', 'REVOKED')
                           and (c.state <> 'ISSUED' or c.expires_at > :now))
                       + :cost <= b.customer_amount_limit)
            """;
    private static final String DUE = """
            select coupon_id, customer_id, offer, cost
              from coupon
             where state = 'ISSUED' and expires_at <= ? and customer_id between ? and ?
             order by coupon_id
            """;
    private static final String EXPIRE = """
            update coupon set state = 'EXPIRED' where coupon_id = ? and state = 'ISSUED'
            """;
    private static final String RESERVE_BUDGET = """
            update offer_budget
               set count_issued = count_issued + 1, amount_issued = amount_issued + :cost
             where offer = :offer and count_issued < count_limit and amount_issued + :cost <= amount_limit
            """;
    private static final String RELEASE_BUDGET = """
            update offer_budget
               set count_issued = count_issued - ?, amount_issued = amount_issued - ?
             where offer = ?
            """;
    private static final String INSERT_BUDGET_IF_ABSENT = """
            insert ignore into offer_budget (offer, count_limit, amount_limit, customer_count_limit, customer_amount_limit,
                                             count_issued, amount_issued)
            values (?, ?, ?, ?, ?, 0, 0)
            """;
    private static final String SET_BUDGET = """
            update offer_budget
               set count_limit = ?, amount_limit = ?,
                   customer_count_limit = coalesce(?, customer_count_limit),
                   customer_amount_limit = coalesce(?, customer_amount_limit)
             where offer = ?
            """;
    private static final String BUDGET = """
            select offer, count_limit, amount_limit, customer_count_limit, customer_amount_limit, count_issued, amount_issued
              from offer_budget
             where offer = ?
            """;
    private static final String KNOWS = """
            select count(*) from customer where customer_id = ?
            """;

    private static final String ONCE = "once:";

    record NewCoupon(
            String couponId,
            String key,
            String customerId,
            String offer,
            Offer terms,
            BigDecimal cost,
            Instant issuedAt,
            Instant expiresAt) {}

    record IssuedCoupon(String couponId, String customerId, String offer) {
        boolean isOf(String otherCustomerId, String otherOffer) {
            return customerId.equals(otherCustomerId) && offer.equals(otherOffer);
        }
    }

    private record OnceIssued(IssuedCoupon coupon, String key, State state) {

        /** Process, activity and offer: the key without the customer's id, which may contain colons itself. */
        String step() {
            String[] parts = key.split(":");
            return String.join(":", List.of(parts).subList(Math.max(0, parts.length - 3), parts.length));
        }
    }

    record LockedCoupon(
            String customerId,
            boolean erased,
            String offer,
            CouponType type,
            BigDecimal value,
            String category,
            BigDecimal cost,
            State state,
            Instant expiresAt,
            String orderId,
            String reservationId) {}

    /** An order as far as it is known; null for what is not. */
    record Order(String category, BigDecimal amount, boolean cancelled) {

        static final Order UNKNOWN = new Order(null, null, false);
    }

    record ExpiringCoupon(String couponId, String customerId, String offer, BigDecimal cost) {}

    record CouponTransition(long seq, String key, String couponId, String customerId, State state, String cause) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    CouponRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    Coupon get(String couponId) {
        return client.sql(COUPON)
                .param(couponId)
                .query((row, no) -> coupon(row))
                .single();
    }

    List<Coupon> couponsOf(String customerId) {
        return client.sql(COUPONS_OF)
                .param(customerId)
                .query((row, no) -> coupon(row))
                .list();
    }

    private static Coupon coupon(ResultSet row) throws SQLException {
        CouponType type = CouponType.valueOf(row.getString("type"));
        BigDecimal value = row.getBigDecimal("value");
        return new Coupon(
                row.getString("coupon_id"),
                row.getString("offer"),
                type,
                type == CouponType.INTEREST_FREE ? value.setScale(0) : value,
                State.valueOf(row.getString("state")),
                row.getString("category"),
                SqlTime.read(row, "issued_at"),
                SqlTime.read(row, "expires_at"),
                row.getString("order_id"));
    }

    Optional<IssuedCoupon> issuedBy(String key) {
        return client.sql(ISSUED_BY)
                .param(key)
                .query((row, no) -> new IssuedCoupon(
                        row.getString("coupon_id"), row.getString("customer_id"), row.getString("offer")))
                .optional();
    }

    /** The coupon of a key that is unique per customer, which may have been issued to an id that was merged into this one. */
    Optional<IssuedCoupon> issuedOnce(String key, String customerId) {
        String once = ONCE + customerId;
        return !key.startsWith(once + ":")
                ? Optional.empty()
                : issuedOncePerCustomer(customerId).stream()
                        .filter(issued -> issued.key().endsWith(key.substring(once.length())))
                        .map(OnceIssued::coupon)
                        .findFirst();
    }

    /** Unused coupons that were issued a second time, under an id that was merged into this one. */
    List<String> duplicates(String customerId) {
        Set<String> seen = new HashSet<>();
        return issuedOncePerCustomer(customerId).stream()
                .filter(issued -> !seen.add(issued.step()) && issued.state() == State.ISSUED)
                .map(issued -> issued.coupon().couponId())
                .toList();
    }

    private List<OnceIssued> issuedOncePerCustomer(String customerId) {
        return client.sql(ISSUED_ONCE)
                .param(customerId)
                .query((row, no) -> new OnceIssued(
                        new IssuedCoupon(
                                row.getString("coupon_id"), row.getString("customer_id"), row.getString("offer")),
                        row.getString("request_key"),
                        State.valueOf(row.getString("state"))))
                .list();
    }

    void reassign(String from, String into) {
        PASS.forEach(sql -> client.sql(sql).params(into, from).update());
    }

    Optional<String> redeemedBy(String redemptionId) {
        return client.sql(REDEEMED_BY).param(redemptionId).query(String.class).optional();
    }

    /** Locks the coupon's customer, which must happen before the coupon is locked. */
    void lockHolder(String couponId) {
        client.sql(HOLDER)
                .param(couponId)
                .query(String.class)
                .optional()
                .ifPresent(customerId ->
                        client.sql(LOCK_CUSTOMER).param(customerId).query().listOfRows());
    }

    /** The customer's order as far as it is known; a cancellation may be known before its order. */
    Optional<Order> order(String customerId, String orderId) {
        return client.sql(ORDER)
                .params(customerId, orderId)
                .query((row, no) ->
                        new Order(row.getString("category"), row.getBigDecimal("amount"), row.getBoolean("cancelled")))
                .optional();
    }

    /** Whether another coupon of one of these types was used for the order. */
    boolean isReduced(String customerId, String orderId, String couponId, Collection<CouponType> types) {
        return client.sql(IS_REDUCED)
                .param("customer", customerId)
                .param("order", orderId)
                .param("coupon", couponId)
                .param("types", types.stream().map(CouponType::name).toList())
                .query(Boolean.class)
                .single();
    }

    Optional<LockedCoupon> lock(String couponId) {
        return client.sql(LOCK)
                .param(couponId)
                .query((row, no) -> new LockedCoupon(
                        row.getString("customer_id"),
                        row.getBoolean("erased"),
                        row.getString("offer"),
                        CouponType.valueOf(row.getString("type")),
                        row.getBigDecimal("value"),
                        row.getString("category"),
                        row.getBigDecimal("cost"),
                        State.valueOf(row.getString("state")),
                        SqlTime.read(row, "expires_at"),
                        row.getString("order_id"),
                        row.getString("reservation_id")))
                .optional();
    }

    /** The coupon of the transition with this key. */
    Optional<String> couponOfTransition(String key) {
        return client.sql(TRANSITION_OF).param(key).query(String.class).optional();
    }

    void insert(NewCoupon coupon) {
        client.sql(INSERT)
                .params(
                        coupon.couponId(),
                        coupon.key(),
                        coupon.customerId(),
                        coupon.offer(),
                        coupon.terms().type().name(),
                        coupon.terms().value(),
                        coupon.terms().category(),
                        coupon.cost(),
                        SqlTime.of(coupon.issuedAt()),
                        SqlTime.of(coupon.expiresAt()))
                .update();
    }

    void insertTransitions(List<CouponTransition> transitions, Instant at) {
        template.batchUpdate(
                INSERT_TRANSITION,
                transitions.stream()
                        .map(transition -> new Object[] {
                            transition.seq(),
                            transition.key(),
                            transition.couponId(),
                            transition.customerId(),
                            SqlTime.of(at),
                            transition.state().name(),
                            transition.cause()
                        })
                        .toList());
    }

    void redeem(String couponId, String redemptionId, String orderId, BigDecimal cost) {
        client.sql(REDEEM).params(redemptionId, orderId, cost, couponId).update();
    }

    void setState(String couponId, State state, String reservationId) {
        client.sql(SET_STATE)
                .param(1, state.name())
                .param(2, reservationId, Types.VARCHAR)
                .param(3, couponId)
                .update();
    }

    void correctBudget(String offer, BigDecimal by) {
        if (by.signum() != 0) {
            client.sql(CORRECT_BUDGET).params(by, offer).update();
        }
    }

    /** Whether another coupon of the offer at that cost stays within the limits of one customer. */
    boolean isWithinCustomerLimits(String customerId, String offer, BigDecimal cost, Instant now) {
        return client.sql(WITHIN_CUSTOMER_LIMITS)
                        .param("customer", customerId)
                        .param("offer", offer)
                        .param("cost", cost)
                        .param("now", SqlTime.of(now))
                        .query(Long.class)
                        .single()
                == 1;
    }

    List<ExpiringCoupon> due(String fromCustomerId, String toCustomerId, Instant now) {
        return client.sql(DUE)
                .params(SqlTime.of(now), fromCustomerId, toCustomerId)
                .query((row, no) -> new ExpiringCoupon(
                        row.getString("coupon_id"),
                        row.getString("customer_id"),
                        row.getString("offer"),
                        row.getBigDecimal("cost")))
                .list();
    }

    /** Expires those that are still issued and returns them; row by row, so that no other coupon is locked. */
    List<ExpiringCoupon> expire(List<ExpiringCoupon> due) {
        int[] changed = template.batchUpdate(
                EXPIRE,
                due.stream().map(coupon -> new Object[] {coupon.couponId()}).toList());
        List<ExpiringCoupon> expired = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            if (changed[i] == 1) {
                expired.add(due.get(i));
            }
        }
        return expired;
    }

    /** Adds a coupon to the offer's budget; false when the budget is used up. */
    boolean reserveBudget(String offer, BigDecimal cost) {
        return client.sql(RESERVE_BUDGET)
                        .param("offer", offer)
                        .param("cost", cost)
                        .update()
                == 1;
    }

    /** Releases the cost of coupons, in the order of the offers' names to avoid deadlocks. */
    void releaseBudgets(List<ExpiringCoupon> coupons) {
        Map<String, List<BigDecimal>> costs = new TreeMap<>();
        coupons.forEach(coupon -> costs.computeIfAbsent(coupon.offer(), offer -> new ArrayList<>())
                .add(coupon.cost()));
        costs.forEach((offer, each) -> client.sql(RELEASE_BUDGET)
                .params(each.size(), each.stream().reduce(BigDecimal.ZERO, BigDecimal::add), offer)
                .update());
    }

    void insertBudgetIfAbsent(String offer, Offer.Budget budget) {
        template.update(
                INSERT_BUDGET_IF_ABSENT,
                offer,
                budget.count(),
                budget.amount(),
                budget.customerCount(),
                budget.customerAmount());
    }

    void setBudget(String offer, Offer.Budget budget) {
        template.update(
                SET_BUDGET, budget.count(), budget.amount(), budget.customerCount(), budget.customerAmount(), offer);
    }

    OfferBudget budget(String offer) {
        return client.sql(BUDGET)
                .param(offer)
                .query((row, no) -> new OfferBudget(
                        row.getString("offer"),
                        row.getLong("count_limit"),
                        row.getBigDecimal("amount_limit"),
                        row.getObject("customer_count_limit", Long.class),
                        row.getBigDecimal("customer_amount_limit"),
                        row.getLong("count_issued"),
                        row.getBigDecimal("amount_issued")))
                .single();
    }

    boolean knows(String customerId) {
        return client.sql(KNOWS).param(customerId).query(Long.class).single() > 0;
    }
}

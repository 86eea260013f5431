package io.perennial.effect.points;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Merges two memberships: lots and entries move unchanged, points earned twice for one order, bill or day are reversed once,
 * owed points are repaid from the balance, and the level follows from the points of both.
 */
@Component
@Order(MembershipData.BEFORE_ORDERS_MERGE)
class MembershipData implements CustomerDataOwner {

    static final int BEFORE_ORDERS_MERGE = 0;

    private static final List<String> TABLES = List.of("points_lot", "points_entry", "level_change");
    private static final String REASSIGN = "update %s set customer_id = :into where customer_id = :from";

    private static final String MEMBERS =
            "select level, enrolled_at, level_until from member where customer_id in (:ids) order by enrolled_at";
    private static final String REMOVE = "delete from member where customer_id in (:ids)";
    private static final String INSERT =
            "insert into member (customer_id, level, enrolled_at, level_until) values (:id, :level, :enrolledAt,"
                    + " :until)";

    private static final String LAST_CHANGE =
            "select to_level from level_change where customer_id in (:ids) order by seq desc limit 1";
    private static final String INSERT_CHANGE =
            "insert into level_change (seq, request_key, customer_id, at, from_level, to_level, cause)"
                    + " values (:seq, :key, :id, :at, :last, :level, :key)";

    private static final String OWED = "select coalesce(sum(owed), 0) from points_owed where customer_id = :from";
    private static final String DELETE_OWED = "delete from points_owed where customer_id = :from";

    /** The points both customers earned for the same order, bill or day, the earlier first. */
    private static final String EARNED_TWICE = """
            select e.cause, e.request_key
              from points_entry e
              join points_lot l on l.lot_id = e.seq
             where e.customer_id in (:ids) and e.kind = 'POINTS_EARNED'
               and (e.cause like 'order:%' or e.cause like 'bill:%' or e.cause like 'check-in:%')
               and exists (select 1 from points_entry o
                            where o.customer_id in (:ids) and o.customer_id <> e.customer_id and o.cause = e.cause
                              and o.kind = 'POINTS_EARNED')
             order by l.earned_at, e.seq
            """;

    private static final String EARNED_BY_CANCELLED = """
            select e.request_key
              from customer_order o
              join points_entry e on e.customer_id in (:ids) and e.cause = concat('order:', o.order_id)
               and e.kind = 'POINTS_EARNED'
             where o.customer_id in (:ids) and o.cancelled
            """;

    private record Member(Level level, String enrolledAt, String levelUntil) {}

    private record Earned(String cause, String key) {

        /** The order, bill or day and the row of the table that points were earned by: equal for both customers. */
        String purpose() {
            return cause + key.substring(key.lastIndexOf(':'));
        }
    }

    private final JdbcClient jdbc;
    private final SequenceIds sequence;
    private final BusinessClock clock;
    private final PointsRepository repository;
    private final PointsService points;
    private final Levels levels;

    MembershipData(
            JdbcClient jdbc,
            SequenceIds sequence,
            BusinessClock clock,
            PointsRepository repository,
            PointsService points,
            Levels levels) {
        this.jdbc = jdbc;
        this.sequence = sequence;
        this.clock = clock;
        this.repository = repository;
        this.points = points;
        this.levels = levels;
    }

    @Override
    public void reassign(String from, String into) {
        List<String> both = List.of(from, into);
        String cause = "merge:" + from;
        Optional<Level> before = repository.level(into);
        List<String> surplus = surplus(both);
        mergeMembership(both, into, cause);
        TABLES.forEach(table -> jdbc.sql(REASSIGN.formatted(table))
                .param("into", into)
                .param("from", from)
                .update());
        repository.owe(
                into, jdbc.sql(OWED).param("from", from).query(Long.class).single());
        jdbc.sql(DELETE_OWED).param("from", from).update();
        surplus.forEach(key -> points.reverse("back:" + key, into, key, "MERGED", cause));
        points.repayOwed(cause, into);
        levels.afterMerge(into, before, cause);
    }

    /** The keys of points that a single customer would not have earned. */
    private List<String> surplus(List<String> both) {
        Map<String, List<String>> byPurpose = new LinkedHashMap<>();
        jdbc.sql(EARNED_TWICE)
                .param("ids", both)
                .query((row, n) -> new Earned(row.getString("cause"), row.getString("request_key")))
                .list()
                .forEach(earned -> byPurpose
                        .computeIfAbsent(earned.purpose(), purpose -> new ArrayList<>())
                        .add(earned.key()));
        return Stream.concat(
                        byPurpose.values().stream()
                                .flatMap(keys -> keys.stream().skip(1)),
                        jdbc.sql(EARNED_BY_CANCELLED).param("ids", both).query(String.class).list().stream())
                .distinct()
                .toList();
    }

    private void mergeMembership(List<String> both, String into, String cause) {
        List<Member> members = jdbc.sql(MEMBERS)
                .param("ids", both)
                .query((row, n) -> new Member(
                        Level.valueOf(row.getString("level")),
                        row.getString("enrolled_at"),
                        row.getString("level_until")))
                .list();
        if (members.isEmpty()) {
            return;
        }
        Member best = members.stream()
                .max(Comparator.comparing(Member::level)
                        .thenComparing(Member::levelUntil, Comparator.nullsFirst(Comparator.naturalOrder())))
                .orElseThrow();
        jdbc.sql(REMOVE).param("ids", both).update();
        jdbc.sql(INSERT)
                .param("id", into)
                .param("level", best.level().name())
                .param("enrolledAt", members.get(0).enrolledAt())
                .param("until", best.levelUntil())
                .update();
        jdbc.sql(LAST_CHANGE)
                .param("ids", both)
                .query(String.class)
                .optional()
                .filter(last -> !last.equals(best.level().name()))
                .ifPresent(last -> jdbc.sql(INSERT_CHANGE)
                        .param("seq", sequence.next())
                        .param("key", cause)
                        .param("id", into)
                        .param("at", SqlTime.of(clock.instant()))
                        .param("last", last)
                        .param("level", best.level().name())
                        .update());
    }

    @Override
    public void erase(String customerId) {
        // Levels and owed points hold no personal data.
    }
}

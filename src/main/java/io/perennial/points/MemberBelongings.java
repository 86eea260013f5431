package io.perennial.points;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import io.perennial.identity.Belongings;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One membership of two: the higher level, since the earlier day; what both owe. Lots and entries change hands as they are.
 */
@Component
class MemberBelongings implements Belongings {

    private static final String MEMBERS =
            "select level, enrolled_at, level_until from member where customer_id in (:ids) order by enrolled_at";
    private static final String REMOVE = "delete from member where customer_id in (:ids)";
    private static final String INSERT =
            "insert into member (customer_id, level, enrolled_at, level_until) values (:id, :level, :enrolledAt,"
                    + " :until)";

    private static final String CHANGES = "select count(*) from level_change where customer_id in (:ids)";
    private static final String INSERT_CHANGE =
            "insert into level_change (seq, request_key, customer_id, at, from_level, to_level, cause)"
                    + " values (:seq, :key, :id, :at, :level, :level, :key)";

    private static final String OWED = "select coalesce(sum(owed), 0) from points_owed where customer_id = :from";
    private static final String OWED_NO_MORE = "delete from points_owed where customer_id = :from";

    private record Member(Level level, String enrolledAt, String levelUntil) {}

    private final JdbcClient jdbc;
    private final Sequence sequence;
    private final BusinessClock clock;
    private final PointsRepository points;

    MemberBelongings(JdbcClient jdbc, Sequence sequence, BusinessClock clock, PointsRepository points) {
        this.jdbc = jdbc;
        this.points = points;
        this.sequence = sequence;
        this.clock = clock;
    }

    @Override
    public void pass(String from, String into) {
        passMembership(from, into);
        points.owe(into, jdbc.sql(OWED).param("from", from).query(Integer.class).single());
        jdbc.sql(OWED_NO_MORE).param("from", from).update();
    }

    private void passMembership(String from, String into) {
        List<String> both = List.of(from, into);
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
        Level highest = best.level();
        jdbc.sql(REMOVE).param("ids", both).update();
        jdbc.sql(INSERT)
                .param("id", into)
                .param("level", highest.name())
                .param("enrolledAt", members.get(0).enrolledAt())
                .param("until", best.levelUntil())
                .update();
        if (jdbc.sql(CHANGES).param("ids", both).query(Long.class).single() > 0) {
            jdbc.sql(INSERT_CHANGE)
                    .param("seq", sequence.next())
                    .param("key", "merge:" + from)
                    .param("id", into)
                    .param("at", SqlTime.of(clock.instant()))
                    .param("level", highest.name())
                    .update();
        }
    }

    @Override
    public void forget(String customerId) {
        // A level and a debt name nobody.
    }
}

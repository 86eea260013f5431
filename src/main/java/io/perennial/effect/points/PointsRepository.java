package io.perennial.effect.points;

import io.perennial.effect.points.Statement.Entry;
import io.perennial.effect.points.Statement.Lot;
import io.perennial.effect.points.Statement.LotPoints;
import io.perennial.platform.sql.MultiRowInsert;
import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class PointsRepository {

    private static final int PAGE = 1000;

    private static final String INSERT_MEMBER_IF_ABSENT = """
            insert ignore into member (customer_id, level, enrolled_at) values (?, ?, ?)
            """;
    private static final String LEVELS = """
            select customer_id, level from member where customer_id in (:ids)
            """;
    private static final String BALANCES = """
            select customer_id, sum(remaining) as balance
              from points_lot
             where customer_id in (:ids) and expires_at > :now
             group by customer_id
            """;
    private static final String BY_KEY = """
            select customer_id, kind, points, reason, owed, reversed_key, at from points_entry where request_key = ?
            """;
    private static final String LOTS_OF_KEY = """
            select l.lot_id, l.points
              from points_entry e
              join points_entry_lot l on l.seq = e.seq
              join points_lot t on t.lot_id = l.lot_id
             where e.request_key = ?
             order by t.expires_at, l.lot_id
            """;
    private static final MultiRowInsert INSERT_LOT = MultiRowInsert.of("""
            insert into points_lot (lot_id, customer_id, earned_at, expires_at, points, remaining)
            values (?, ?, ?, ?, ?, ?)
            """);
    private static final MultiRowInsert INSERT_ENTRY = MultiRowInsert.of("""
            insert into points_entry (seq, request_key, customer_id, at, kind, points, owed, reason, reversed_key, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
    private static final MultiRowInsert INSERT_ENTRY_LOT = MultiRowInsert.of("""
            insert into points_entry_lot (seq, lot_id, points) values (?, ?, ?)
            """);
    private static final String LOCK_OPEN_LOTS = """
            select lot_id, customer_id, remaining
              from points_lot
             where customer_id = ? and expires_at > ? and remaining > 0
             order by expires_at, lot_id
               for update
            """;
    private static final String DEDUCT = """
            update points_lot set remaining = remaining - ? where lot_id = ? and remaining >= ?
            """;
    private static final String DUE = """
            select lot_id, customer_id, remaining
              from points_lot
             where customer_id between ? and ? and expires_at <= ? and remaining > 0
             order by lot_id
            """;
    private static final String EMPTY = """
            update points_lot set remaining = 0 where lot_id = ? and remaining = ?
            """;
    private static final String OWED = """
            select coalesce(sum(owed), 0) from points_entry where customer_id = ? and at <= ?
            """;
    private static final String LOCK_LOT_OF = """
            select t.lot_id, t.expires_at, t.remaining,
                   (select coalesce(sum(x.points), 0)
                      from points_entry_lot x
                      join points_entry y on y.seq = x.seq
                     where x.lot_id = t.lot_id and y.kind = 'POINTS_EXPIRED') as expired
              from points_lot t
             where t.lot_id = (select e.seq from points_entry e where e.request_key = ?)
               for update
            """;
    /** The condition on expires_at follows from the one on earned_at; it lets the index be used. */
    private static final String MEMBER_POINTS = """
            select m.customer_id, m.level,
                   (select coalesce(sum(l.points - l.reversed), 0)
                      from points_lot l
                     where l.customer_id = m.customer_id and l.expires_at > :since and l.earned_at > :since) as earned
              from member m
             where m.customer_id in (:ids)
            """;

    private static final String EARNED_FOR = """
            select customer_id, cause, request_key
              from points_entry
             where (customer_id, cause) in (:pairs) and kind = 'POINTS_EARNED'
            """;
    private static final String OWED_BY = """
            select customer_id, owed from points_owed where customer_id in (:ids) and owed > 0
            """;
    private static final String OWE = """
            insert into points_owed (customer_id, owed) values (?, ?)
                on duplicate key update owed = owed + values(owed)
            """;
    private static final String REVERSED = """
            update points_lot set reversed = ? where lot_id = ?
            """;
    private static final String LEVEL = """
            select level from member where customer_id = ?
            """;
    private static final String SET_LEVEL = """
            update member set level = ? where customer_id = ?
            """;
    private static final String KEEP_LEVEL_UNTIL = """
            update member set level_until = ? where customer_id = ?
            """;
    private static final String LEVELS_OVER = """
            select customer_id from member
             where customer_id between ? and ? and level_until <= ? and level <> 'BRONZE'
             order by customer_id
            """;
    private static final String LEVEL_CHANGE = """
            select customer_id, to_level from level_change where request_key = ?
            """;
    private static final String INSERT_LEVEL_CHANGE = """
            insert into level_change (seq, request_key, customer_id, at, from_level, to_level, cause)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LEVEL_AT = """
            select case
                     when m.enrolled_at > :at then null
                     else coalesce(
                       (select c.to_level from level_change c
                         where c.customer_id = m.customer_id and c.at <= :at order by c.seq desc limit 1),
                       (select c.from_level from level_change c
                         where c.customer_id = m.customer_id order by c.seq limit 1),
                       m.level)
                   end
              from member m
             where m.customer_id = :customer
            """;
    /** Points expire with their lot, even when the nightly review records it later. */
    private static final String ENTRIES = """
            select seq, at, kind, points, reason, lot_id, lot_points
              from (select e.seq, case when e.kind = 'POINTS_EXPIRED' then t.expires_at else e.at end as at, e.kind, e.points,
                           e.reason, l.lot_id, l.points as lot_points
                      from points_entry e
                      left join points_entry_lot l on l.seq = e.seq
                      left join points_lot t on t.lot_id = l.lot_id
                     where e.customer_id = :customer) entered
             where at <= :at
             order by at desc, seq desc, lot_id
            """;

    private static final String LOTS = """
            select t.lot_id, t.earned_at, t.expires_at, t.points,
                   t.points - (select coalesce(sum(l.points), 0)
                                 from points_entry_lot l
                                 join points_entry e on e.seq = l.seq
                                where l.lot_id = t.lot_id
                                  and (e.at <= :at or e.kind = 'POINTS_EXPIRED' and t.expires_at <= :at)) as remaining
              from points_lot t
              join points_entry made on made.seq = t.lot_id
             where t.customer_id = :customer and made.at <= :at
             order by t.expires_at, t.lot_id
            """;
    private static final String KNOWS = """
            select count(*) from customer where customer_id = ?
            """;

    record StoredEntry(
            String customerId, String kind, long points, String reason, long owed, String reversedKey, Instant at) {}

    record EarnedLot(long lotId, Instant expiresAt, long remaining, long expired) {}

    record MemberPoints(String customerId, Level level, long earned) {}

    record LevelChange(String customerId, Level to) {}

    record OpenLot(long lotId, String customerId, long remaining) {}

    record EarnedFor(String customerId, String cause, String key) {}

    record LedgerEntry(String kind, Entry entry) {}

    /** A lot has the sequence number of the entry that created it. */
    record NewLot(long lotId, String customerId, Instant earnedAt, Instant expiresAt, long points) {}

    record NewEntry(
            long seq,
            String key,
            String customerId,
            String kind,
            long points,
            long owed,
            String reason,
            String reversedKey,
            String cause,
            List<LotPoints> lots) {

        NewEntry(
                long seq,
                String key,
                String customerId,
                String kind,
                long points,
                String reason,
                String cause,
                List<LotPoints> lots) {
            this(seq, key, customerId, kind, points, 0, reason, null, cause, lots);
        }
    }

    private final JdbcClient client;
    private final JdbcTemplate template;

    PointsRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    void insertMemberIfAbsent(String customerId, Level level, Instant at) {
        client.sql(INSERT_MEMBER_IF_ABSENT)
                .params(customerId, level.name(), SqlTime.of(at))
                .update();
    }

    Map<String, Level> levels(Collection<String> customerIds) {
        Map<String, Level> levels = new HashMap<>();
        eachPage(
                customerIds,
                ids -> client.sql(LEVELS).param("ids", ids).query((ResultSet row) -> {
                    levels.put(row.getString("customer_id"), Level.valueOf(row.getString("level")));
                }));
        return levels;
    }

    Map<String, Long> balances(Collection<String> customerIds, Instant now) {
        Map<String, Long> balances = new HashMap<>();
        eachPage(
                customerIds,
                ids -> client.sql(BALANCES)
                        .param("ids", ids)
                        .param("now", SqlTime.of(now))
                        .query((ResultSet row) -> {
                            balances.put(row.getString("customer_id"), row.getLong("balance"));
                        }));
        return balances;
    }

    private static <T> void eachPage(Collection<T> all, Consumer<List<T>> read) {
        List<T> list = List.copyOf(all);
        for (int from = 0; from < list.size(); from += PAGE) {
            read.accept(list.subList(from, Math.min(from + PAGE, list.size())));
        }
    }

    Optional<StoredEntry> byKey(String key) {
        return client.sql(BY_KEY)
                .param(key)
                .query((row, no) -> new StoredEntry(
                        row.getString("customer_id"),
                        row.getString("kind"),
                        row.getLong("points"),
                        row.getString("reason"),
                        row.getLong("owed"),
                        row.getString("reversed_key"),
                        SqlTime.read(row, "at")))
                .optional();
    }

    long owed(String customerId, Instant at) {
        return client.sql(OWED)
                .params(customerId, SqlTime.of(at))
                .query(Long.class)
                .single();
    }

    /** The lot that the entry with this key created. */
    Optional<EarnedLot> lockLotOf(String key) {
        return client.sql(LOCK_LOT_OF)
                .param(key)
                .query((row, no) -> new EarnedLot(
                        row.getLong("lot_id"),
                        SqlTime.read(row, "expires_at"),
                        row.getLong("remaining"),
                        row.getLong("expired")))
                .optional();
    }

    /** The members among the customers, with the points earned after that instant and not reversed. */
    List<MemberPoints> memberPoints(Collection<String> customerIds, Instant since) {
        List<MemberPoints> memberPoints = new ArrayList<>();
        eachPage(
                customerIds,
                ids -> memberPoints.addAll(client.sql(MEMBER_POINTS)
                        .param("ids", ids)
                        .param("since", SqlTime.of(since))
                        .query((row, no) -> new MemberPoints(
                                row.getString("customer_id"),
                                Level.valueOf(row.getString("level")),
                                row.getLong("earned")))
                        .list()));
        return memberPoints;
    }

    /** The keys under which points were earned, for each pair of customer and cause. */
    List<EarnedFor> earnedFor(Collection<Object[]> customersAndCauses) {
        List<EarnedFor> earned = new ArrayList<>();
        eachPage(
                customersAndCauses,
                pairs -> earned.addAll(client.sql(EARNED_FOR)
                        .param("pairs", pairs)
                        .query((row, no) -> new EarnedFor(
                                row.getString("customer_id"), row.getString("cause"), row.getString("request_key")))
                        .list()));
        return earned;
    }

    Map<String, Long> owedBy(Collection<String> customerIds) {
        Map<String, Long> owed = new HashMap<>();
        eachPage(
                customerIds,
                ids -> client.sql(OWED_BY).param("ids", ids).query((ResultSet row) -> {
                    owed.put(row.getString("customer_id"), row.getLong("owed"));
                }));
        return owed;
    }

    /** Adds to the points the customer owes; a negative number reduces them. */
    void owe(String customerId, long points) {
        if (points != 0) {
            client.sql(OWE).params(customerId, points).update();
        }
    }

    void setReversed(long lotId, long points) {
        client.sql(REVERSED).params(points, lotId).update();
    }

    void keepLevelUntil(String customerId, Instant until) {
        client.sql(KEEP_LEVEL_UNTIL).params(SqlTime.of(until), customerId).update();
    }

    List<String> levelsOver(String fromCustomerId, String toCustomerId, Instant now) {
        return client.sql(LEVELS_OVER)
                .params(fromCustomerId, toCustomerId, SqlTime.of(now))
                .query(String.class)
                .list();
    }

    Optional<Level> level(String customerId) {
        return client.sql(LEVEL)
                .param(customerId)
                .query(String.class)
                .optional()
                .map(Level::valueOf);
    }

    Optional<Level> levelAt(String customerId, Instant at) {
        return client.sql(LEVEL_AT)
                .param("customer", customerId)
                .param("at", SqlTime.of(at))
                .query((row, no) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .flatMap(level -> level)
                .map(Level::valueOf);
    }

    Optional<LevelChange> levelChange(String key) {
        return client.sql(LEVEL_CHANGE)
                .param(key)
                .query((row, no) ->
                        new LevelChange(row.getString("customer_id"), Level.valueOf(row.getString("to_level"))))
                .optional();
    }

    void setLevel(long seq, String key, String customerId, Level from, Level to, Instant at, String cause) {
        client.sql(SET_LEVEL).params(to.name(), customerId).update();
        client.sql(INSERT_LEVEL_CHANGE)
                .params(seq, key, customerId, SqlTime.of(at), from.name(), to.name(), cause)
                .update();
    }

    List<LotPoints> lotsOf(String key) {
        return client.sql(LOTS_OF_KEY)
                .param(key)
                .query((row, no) -> new LotPoints(row.getString("lot_id"), row.getLong("points")))
                .list();
    }

    void insertLots(List<NewLot> lots) {
        INSERT_LOT.insert(template, lots, (row, lot) -> {
            row.setLong(1, lot.lotId());
            row.setString(2, lot.customerId());
            row.setString(3, SqlTime.of(lot.earnedAt()));
            row.setString(4, SqlTime.of(lot.expiresAt()));
            row.setLong(5, lot.points());
            row.setLong(6, lot.points());
        });
    }

    void insert(List<NewEntry> entries, Instant at) {
        record Used(long seq, LotPoints lot) {}
        String now = SqlTime.of(at);
        INSERT_ENTRY.insert(template, entries, (row, entry) -> {
            row.setLong(1, entry.seq());
            row.setString(2, entry.key());
            row.setString(3, entry.customerId());
            row.setString(4, now);
            row.setString(5, entry.kind());
            row.setLong(6, entry.points());
            row.setLong(7, entry.owed());
            row.setString(8, entry.reason());
            row.setString(9, entry.reversedKey());
            row.setString(10, entry.cause());
        });
        List<Used> used = entries.stream()
                .flatMap(entry -> entry.lots().stream().map(lot -> new Used(entry.seq(), lot)))
                .toList();
        INSERT_ENTRY_LOT.insert(template, used, (row, one) -> {
            row.setLong(1, one.seq());
            row.setLong(2, Long.parseLong(one.lot().lotId()));
            row.setLong(3, one.lot().points());
        });
    }

    List<OpenLot> lockOpenLots(String customerId, Instant now) {
        return client.sql(LOCK_OPEN_LOTS)
                .params(customerId, SqlTime.of(now))
                .query((row, no) -> openLot(row))
                .list();
    }

    void deduct(List<LotPoints> used) {
        int[] changed = template.batchUpdate(
                DEDUCT,
                used.stream()
                        .map(lot -> new Object[] {lot.points(), Long.valueOf(lot.lotId()), lot.points()})
                        .toList());
        for (int one : changed) {
            if (one == 0) {
                throw new OptimisticLockingFailureException("A lot of points changed without its customer's lock");
            }
        }
    }

    List<OpenLot> due(String fromCustomerId, String toCustomerId, Instant now) {
        return client.sql(DUE)
                .params(fromCustomerId, toCustomerId, SqlTime.of(now))
                .query((row, no) -> openLot(row))
                .list();
    }

    private static OpenLot openLot(ResultSet row) throws SQLException {
        return new OpenLot(row.getLong("lot_id"), row.getString("customer_id"), row.getLong("remaining"));
    }

    /** Empties the lots that are unchanged since they were read and returns them; row by row, so that no other lot is locked. */
    List<OpenLot> empty(List<OpenLot> due) {
        int[] changed = template.batchUpdate(
                EMPTY,
                due.stream()
                        .map(lot -> new Object[] {lot.lotId(), lot.remaining()})
                        .toList());
        List<OpenLot> emptied = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            if (changed[i] == 1) {
                emptied.add(due.get(i));
            }
        }
        return emptied;
    }

    /** The entries up to that instant, newest first. */
    List<LedgerEntry> entries(String customerId, Instant at) {
        Map<Long, LedgerEntry> entries = new LinkedHashMap<>();
        client.sql(ENTRIES)
                .param("customer", customerId)
                .param("at", SqlTime.of(at))
                .query((ResultSet row) -> {
                    long seq = row.getLong("seq");
                    String kind = row.getString("kind");
                    if (!entries.containsKey(seq)) {
                        Entry entry = new Entry(
                                SqlTime.read(row, "at"),
                                row.getLong("points"),
                                row.getString("reason"),
                                new ArrayList<>());
                        entries.put(seq, new LedgerEntry(kind, entry));
                    }
                    List<LotPoints> lots = entries.get(seq).entry().lots();
                    if (kind.equals(PointsService.EARNED)) {
                        lots.add(new LotPoints(Long.toString(seq), row.getLong("points")));
                    } else if (row.getString("lot_id") != null) {
                        lots.add(new LotPoints(row.getString("lot_id"), row.getLong("lot_points")));
                    }
                });
        return List.copyOf(entries.values());
    }

    /** The lots as of that instant, with what remained of each; an expired lot keeps its rest until the expiry is recorded. */
    List<Lot> lots(String customerId, Instant at) {
        return client.sql(LOTS)
                .param("customer", customerId)
                .param("at", SqlTime.of(at))
                .query((row, no) -> new Lot(
                        row.getString("lot_id"),
                        SqlTime.read(row, "earned_at"),
                        SqlTime.read(row, "expires_at"),
                        row.getLong("points"),
                        row.getLong("remaining")))
                .list();
    }

    boolean knows(String customerId) {
        return client.sql(KNOWS).param(customerId).query(Long.class).single() > 0;
    }
}

package io.perennial.insight;

import io.perennial.api.Days;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rows of the append-only ledgers by day and by their two telling words. Rows that are settled are summed up once and for all;
 * the few younger ones are counted whenever somebody asks, so that every answer is exact.
 */
@Repository
class DayCounts {

    private static final int STEP = 50_000;

    /** A long transaction, such as a chunk of the nightly review, commits its rows well after their numbers were drawn. */
    private static final Duration UNSETTLED = Duration.ofMinutes(10);

    /** A ledger that is counted. */
    enum Source {
        /** From which stage to which. */
        STAGE("select seq, at, coalesce(from_stage, '') as word, to_stage as word2, 0 as amount from stage_move"),
        /** From which tier to which. */
        TIER("select seq, at, from_tier as word, to_tier as word2, 0 as amount from tier_change"),
        /** Of which offer a coupon became what, and what it cost or is expected to. */
        COUPON("""
                select m.seq, m.at, c.offer as word, m.state as word2, c.cost as amount
                  from coupon_move m join coupon c on c.coupon_id = m.coupon_id"""),
        /** To which offer which response. */
        RESPONSE("select seq, at, offer as word, response as word2, 0 as amount from offer_response"),
        /** What was withheld, and why. */
        WITHHELD("select seq, at, what as word, reason as word2, 0 as amount from withheld"),
        /** Which template for which purpose. */
        MESSAGE("select seq, queued_at as at, template as word, purpose as word2, 0 as amount from message");

        private final String rows;

        Source(String rows) {
            this.rows = rows;
        }

        private String after() {
            return rows + (this == COUPON ? " where m.seq > ?" : " where seq > ?");
        }

        private String step() {
            return after() + (this == COUPON ? " and m.seq <= ? order by m.seq" : " and seq <= ? order by seq")
                    + " limit " + STEP;
        }
    }

    private static final String MARK = """
            select seq from insight_mark where source = ?
            """;
    private static final String SET_MARK = """
            update insight_mark set seq = ? where source = ?
            """;
    private static final String ADD = """
            insert into insight_day (source, day, word, word2, times, amount) values (?, ?, ?, ?, ?, ?)
                on duplicate key update times = times + values(times), amount = amount + values(amount)
            """;
    private static final String SUMS = """
            select word, word2, sum(times) as times, sum(amount) as amount
              from insight_day
             where source = ? and day between ? and ?
             group by word, word2
            """;

    /** The two words of rows that are counted together. */
    record Words(String word, String word2) implements Comparable<Words> {

        @Override
        public int compareTo(Words other) {
            return Comparator.comparing(Words::word).thenComparing(Words::word2).compare(this, other);
        }
    }

    /** How many rows, and the sum of their amounts in yuan. */
    record Sum(long times, BigDecimal amount) {

        static final Sum NONE = new Sum(0, BigDecimal.ZERO.setScale(2));

        Sum plus(Sum other) {
            return new Sum(times + other.times, amount.add(other.amount));
        }
    }

    private record Row(long seq, LocalDate day, Words words, BigDecimal amount) {}

    private record Key(LocalDate day, Words words) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::day).thenComparing(Key::words).compare(this, other);
        }
    }

    private final JdbcClient client;
    private final JdbcTemplate template;
    private final BusinessClock clock;
    private final Sequence sequence;
    private final TransactionTemplate transaction;
    private final TransactionTemplate view;

    DayCounts(
            JdbcClient client,
            JdbcTemplate template,
            BusinessClock clock,
            Sequence sequence,
            PlatformTransactionManager transactions) {
        this.client = client;
        this.template = template;
        this.clock = clock;
        this.sequence = sequence;
        this.transaction = new TransactionTemplate(transactions);
        this.view = new TransactionTemplate(transactions);
        view.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        view.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Sums up what is settled, for about as long as allowed. */
    void follow(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        for (Source source : Source.values()) {
            boolean more = true;
            while (more && System.nanoTime() < end) {
                more = Boolean.TRUE.equals(transaction.execute(status -> step(source)));
            }
        }
    }

    private boolean step(Source source) {
        long mark = client.sql(MARK + " for update")
                .param(source.name())
                .query(Long.class)
                .single();
        List<Row> rows = client.sql(source.step())
                .params(mark, sequence.before(UNSETTLED))
                .query((row, no) -> row(row))
                .list();
        if (rows.isEmpty()) {
            return false;
        }
        Map<Key, Sum> sums = new TreeMap<>();
        rows.forEach(row -> sums.merge(new Key(row.day(), row.words()), new Sum(1, row.amount()), Sum::plus));
        template.batchUpdate(
                ADD,
                sums.entrySet().stream()
                        .map(sum -> new Object[] {
                            source.name(),
                            sum.getKey().day().toString(),
                            sum.getKey().words().word(),
                            sum.getKey().words().word2(),
                            sum.getValue().times(),
                            sum.getValue().amount()
                        })
                        .toList());
        client.sql(SET_MARK)
                .params(rows.get(rows.size() - 1).seq(), source.name())
                .update();
        return rows.size() == STEP;
    }

    /** How often each pair of words occurred on these days. */
    Map<Words, Sum> sums(Source source, Days period) {
        return view.execute(status -> {
            long mark = client.sql(MARK).param(source.name()).query(Long.class).single();
            Map<Words, Sum> sums = new TreeMap<>();
            client.sql(SUMS)
                    .params(source.name(), period.from().toString(), period.to().toString())
                    .query(row -> {
                        sums.put(
                                new Words(row.getString("word"), row.getString("word2")),
                                new Sum(row.getLong("times"), row.getBigDecimal("amount")));
                    });
            client.sql(source.after()).param(mark).query(row -> {
                Row young = row(row);
                if (period.has(young.day())) {
                    sums.merge(young.words(), new Sum(1, young.amount()), Sum::plus);
                }
            });
            return new LinkedHashMap<>(sums);
        });
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("seq"),
                clock.day(SqlTime.read(row, "at")),
                new Words(row.getString("word"), row.getString("word2")),
                row.getBigDecimal("amount"));
    }
}

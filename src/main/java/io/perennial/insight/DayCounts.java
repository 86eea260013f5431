package io.perennial.insight;

import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
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
 * Counts of the append-only ledgers by day and two dimensions. Settled rows are summed once; the few more recent ones are
 * counted per query, so every result is exact.
 */
@Repository
class DayCounts {

    private static final int STEP = 50_000;

    /** Longest time from a row's sequence number to its commit, as in a chunk of the nightly review. */
    private static final Duration UNSETTLED = Duration.ofMinutes(10);

    /** Ledger to count, with its two dimensions. */
    enum Source {
        /** Stage changes by old and new stage. */
        STAGE(
                "select seq, at, coalesce(from_stage, '') as word, to_stage as word2, 0 as amount from stage_move ledger"),
        /** Tier changes by old and new tier. */
        TIER("select seq, at, from_tier as word, to_tier as word2, 0 as amount from tier_change ledger"),
        /** Coupon changes by offer and kind, with the actual or expected cost. */
        COUPON("""
                select ledger.seq, ledger.at, c.offer as word, ledger.kind as word2, c.cost as amount
                  from coupon_move ledger join coupon c on c.coupon_id = ledger.coupon_id"""),
        /** Callbacks by kind. */
        CALLBACK("select seq, created_at as at, kind as word, '' as word2, 0 as amount from callback ledger"),
        /** Callback outcomes by kind and outcome, on the day the callback was created. */
        OUTCOME("""
                select ledger.seq, c.created_at as at, c.kind as word, ledger.outcome as word2, 0 as amount
                  from callback_outcome ledger join callback c on c.seq = ledger.callback_seq"""),
        /** Responses by offer and response. */
        RESPONSE("select seq, at, offer as word, response as word2, 0 as amount from offer_response ledger"),
        /** Withheld effects by subject and reason. */
        WITHHELD("select seq, at, what as word, reason as word2, 0 as amount from withheld ledger"),
        /** Messages by template and purpose. */
        MESSAGE("select seq, queued_at as at, template as word, purpose as word2, 0 as amount from message ledger");

        private final String rows;

        Source(String rows) {
            this.rows = rows;
        }

        private String after() {
            return rows + " where ledger.seq > ?";
        }

        private String step() {
            return after() + " and ledger.seq <= ? order by ledger.seq limit " + STEP;
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

    private static final String RECENT = """
            select word, word2, count(*) as times, sum(amount) as amount
              from (%s) recent
             where at >= ? and at < ?
             group by word, word2
            """;

    /** Two dimensions by which rows are counted. */
    record Words(String word, String word2) implements Comparable<Words> {

        @Override
        public int compareTo(Words other) {
            return Comparator.comparing(Words::word).thenComparing(Words::word2).compare(this, other);
        }
    }

    /** Number of rows, and the sum of their amounts in yuan. */
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
    private final SequenceIds sequence;
    private final TransactionTemplate transaction;
    private final TransactionTemplate view;

    DayCounts(
            JdbcClient client,
            JdbcTemplate template,
            BusinessClock clock,
            SequenceIds sequence,
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

    /** Sums settled rows for about as long as allowed. */
    void update(Duration timeLimit) {
        long end = System.nanoTime() + timeLimit.toNanos();
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

    /** The counts by both dimensions on these days. */
    Map<Words, Sum> sums(Source source, DateRange period) {
        return view.execute(status -> {
            long mark = client.sql(MARK).param(source.name()).query(Long.class).single();
            Map<Words, Sum> sums = new TreeMap<>();
            client.sql(SUMS)
                    .params(source.name(), period.from().toString(), period.to().toString())
                    .query(row -> {
                        sums.put(words(row), sum(row));
                    });
            client.sql(RECENT.formatted(source.after()))
                    .params(mark, begin(period.from()), begin(period.to().plusDays(1)))
                    .query(row -> {
                        sums.merge(words(row), sum(row), Sum::plus);
                    });
            return new LinkedHashMap<>(sums);
        });
    }

    private String begin(LocalDate day) {
        return SqlTime.of(day.atStartOfDay(clock.getZone()).toInstant());
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong("seq"), clock.day(SqlTime.read(row, "at")), words(row), row.getBigDecimal("amount"));
    }

    private static Words words(ResultSet row) throws SQLException {
        return new Words(row.getString("word"), row.getString("word2"));
    }

    private static Sum sum(ResultSet row) throws SQLException {
        return new Sum(row.getLong("times"), row.getBigDecimal("amount"));
    }
}

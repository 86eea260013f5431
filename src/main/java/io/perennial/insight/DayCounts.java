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
        STAGE(
                "select seq, at, coalesce(from_stage, '') as word, to_stage as word2, 0 as amount from stage_move ledger"),
        /** From which tier to which. */
        TIER("select seq, at, from_tier as word, to_tier as word2, 0 as amount from tier_change ledger"),
        /** Of which offer a coupon became what, and what it cost or is expected to. */
        COUPON("""
                select ledger.seq, ledger.at, c.offer as word, ledger.kind as word2, c.cost as amount
                  from coupon_move ledger join coupon c on c.coupon_id = ledger.coupon_id"""),
        /** Callbacks of which kind were created. */
        CALLBACK("select seq, created_at as at, kind as word, '' as word2, 0 as amount from callback ledger"),
        /** What came of callbacks of which kind, by the day on which they were created. */
        OUTCOME("""
                select ledger.seq, c.created_at as at, c.kind as word, ledger.outcome as word2, 0 as amount
                  from callback_outcome ledger join callback c on c.seq = ledger.callback_seq"""),
        /** To which offer which response. */
        RESPONSE("select seq, at, offer as word, response as word2, 0 as amount from offer_response ledger"),
        /** What was withheld, and why. */
        WITHHELD("select seq, at, what as word, reason as word2, 0 as amount from withheld ledger"),
        /** Which template for which purpose. */
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

    private static final String YOUNG = """
            select word, word2, count(*) as times, sum(amount) as amount
              from (%s) young
             where at >= ? and at < ?
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
    Map<Words, Sum> sums(Source source, DateRange period) {
        return view.execute(status -> {
            long mark = client.sql(MARK).param(source.name()).query(Long.class).single();
            Map<Words, Sum> sums = new TreeMap<>();
            client.sql(SUMS)
                    .params(source.name(), period.from().toString(), period.to().toString())
                    .query(row -> {
                        sums.put(words(row), sum(row));
                    });
            client.sql(YOUNG.formatted(source.after()))
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

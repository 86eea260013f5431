package io.perennial.insight;

import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Number of times each element of a process was entered, from the engine's history. Days before yesterday are summed day by
 * day; the rest is counted per query. The sums are kept longer than the history.
 */
@Repository
class ActivityCounts {

    /** Suffix that the engine adds to the id of a multi-instance activity. */
    private static final String BODY = "#multiInstanceBody";

    private static final String LAST = """
            select max(day) from insight_passed
            """;
    private static final String NEXT = """
            select min(START_TIME_) from ACT_HI_ACTINST where START_TIME_ >= ?
            """;
    private static final String COUNT_DAY = """
            select PROC_DEF_KEY_ as process, ACT_ID_ as element, count(*) as times
              from ACT_HI_ACTINST
             where START_TIME_ >= ? and START_TIME_ < ?
             group by PROC_DEF_KEY_, ACT_ID_
            """;
    private static final String INSERT = """
            insert ignore into insight_passed (process, day, element, times) values (?, ?, ?, ?)
            """;
    private static final String SUMS = """
            select element, sum(times) as times
              from insight_passed
             where process = ? and day between ? and ?
             group by element
            """;
    private static final String RECENT = """
            select ACT_ID_ as element, count(*) as times
              from ACT_HI_ACTINST
             where START_TIME_ >= ? and START_TIME_ < ? and PROC_DEF_KEY_ = ?
             group by ACT_ID_
            """;

    private final JdbcClient client;
    private final JdbcTemplate template;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    ActivityCounts(JdbcClient client, JdbcTemplate template, BusinessClock clock, TransactionTemplate transaction) {
        this.client = client;
        this.template = template;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Sums whole days before yesterday for about as long as allowed. */
    void update(Duration timeLimit) {
        long end = System.nanoTime() + timeLimit.toNanos();
        boolean more = true;
        while (more && System.nanoTime() < end) {
            more = Boolean.TRUE.equals(transaction.execute(status -> nextDay()));
        }
    }

    private boolean nextDay() {
        LocalDate last = last();
        Timestamp next = client.sql(NEXT)
                .param(last == null ? new Timestamp(0) : begin(last.plusDays(1)))
                .query(Timestamp.class)
                .optional()
                .orElse(null);
        if (next == null) {
            return false;
        }
        LocalDate day = clock.day(next.toInstant());
        if (!day.isBefore(settledBefore())) {
            return false;
        }
        Map<String, Map<String, Long>> counts = new HashMap<>();
        client.sql(COUNT_DAY).params(begin(day), begin(day.plusDays(1))).query(row -> {
            counts.computeIfAbsent(row.getString("process"), process -> new HashMap<>())
                    .merge(element(row.getString("element")), row.getLong("times"), Long::sum);
        });
        counts.forEach((process, elements) -> template.batchUpdate(
                INSERT,
                elements.entrySet().stream()
                        .map(element -> new Object[] {process, day.toString(), element.getKey(), element.getValue()})
                        .toList()));
        return true;
    }

    private LocalDate last() {
        return client.sql(LAST).query(LocalDate.class).optional().orElse(null);
    }

    private LocalDate settledBefore() {
        return clock.today().minusDays(1);
    }

    /** The number of entries by element of the process on these days. */
    Map<String, Long> sums(String process, DateRange period) {
        LocalDate last = last();
        Map<String, Long> sums = new HashMap<>();
        if (last != null) {
            LocalDate to = last.isBefore(period.to()) ? last : period.to();
            client.sql(SUMS)
                    .params(process, period.from().toString(), to.toString())
                    .query(row -> {
                        sums.merge(row.getString("element"), row.getLong("times"), Long::sum);
                    });
        }
        LocalDate recent = last == null || last.plusDays(1).isBefore(period.from()) ? period.from() : last.plusDays(1);
        if (!recent.isAfter(period.to())) {
            client.sql(RECENT)
                    .params(begin(recent), begin(period.to().plusDays(1)), process)
                    .query(row -> {
                        sums.merge(element(row.getString("element")), row.getLong("times"), Long::sum);
                    });
        }
        return sums;
    }

    private static String element(String activity) {
        return activity.endsWith(BODY) ? activity.substring(0, activity.length() - BODY.length()) : activity;
    }

    private Timestamp begin(LocalDate day) {
        return Timestamp.from(day.atStartOfDay(clock.getZone()).toInstant());
    }
}

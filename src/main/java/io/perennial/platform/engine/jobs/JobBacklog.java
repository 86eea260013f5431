package io.perennial.platform.engine.jobs;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.perennial.platform.clock.BusinessClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How much work is due and how fast it gets less. It is counted once a minute, because counting takes time where much is due;
 * the counts of the last hour show whether it only grows.
 */
@Component
public class JobBacklog implements MeterBinder {

    private static final String DUE = """
            select count(*) as due, min(DUEDATE_) as oldest from ACT_RU_JOB where URGENCY_ is not null and DUEDATE_ <= :now""";

    private static final int HOUR = 60;
    private static final int QUARTER = 15;
    private static final int RATE_OVER = 5;

    /**
     * The backlog of all nodes.
     *
     * @param due jobs that should have run by now and still may
     * @param oldest how long the first of them has been due
     * @param perSecond jobs by which it got less in a second, over the last five minutes; negative while it grows
     */
    public record Backlog(long due, Duration oldest, double perSecond) {

        static final Backlog NONE = new Backlog(0, Duration.ZERO, 0);

        /** How long until none is left, or null while it does not get less. */
        public Duration left() {
            if (due == 0) {
                return Duration.ZERO;
            }
            return perSecond > 0 ? Duration.ofSeconds((long) Math.ceil(due / perSecond)) : null;
        }
    }

    private final JdbcClient sql;
    private final BusinessClock clock;
    private final Deque<Long> minutes = new ArrayDeque<>();
    private volatile Backlog latest = Backlog.NONE;

    public JobBacklog(JdbcClient sql, BusinessClock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Scheduled(fixedRate = 60_000, initialDelay = 15_000)
    void measure() {
        Instant now = clock.instant();
        sql.sql(DUE)
                .param("now", Timestamp.from(now))
                .query((row, n) -> {
                    long due = row.getLong("due");
                    Timestamp oldest = row.getTimestamp("oldest");
                    note(due, oldest == null ? Duration.ZERO : Duration.between(oldest.toInstant(), now));
                    return due;
                })
                .single();
    }

    /** Notes what is due in this minute. */
    synchronized void note(long due, Duration oldest) {
        minutes.addLast(due);
        while (minutes.size() > HOUR) {
            minutes.removeFirst();
        }
        List<Long> counts = new ArrayList<>(minutes);
        int back = Math.min(RATE_OVER, counts.size() - 1);
        double before = counts.get(counts.size() - 1 - back);
        latest = new Backlog(due, oldest, back == 0 ? 0 : Math.round((before - due) / (back * 0.6)) / 100.0);
    }

    public Backlog latest() {
        return latest;
    }

    /** Whether it has grown for an hour: the lowest count of each quarter is above that of the quarter before. */
    synchronized boolean isGrowing() {
        if (minutes.size() < HOUR) {
            return false;
        }
        List<Long> counts = new ArrayList<>(minutes);
        long lowest = -1;
        for (int from = 0; from < HOUR; from += QUARTER) {
            long low = counts.subList(from, from + QUARTER).stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElseThrow();
            if (low <= lowest) {
                return false;
            }
            lowest = low;
        }
        return true;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "perennial.jobs.oldest",
                "Seconds for which the first of them has been due",
                backlog -> backlog.oldest().toSeconds());
        gauge(registry, "perennial.jobs.shrinking", "Jobs by which they get less in a second", Backlog::perSecond);
        gauge(
                registry,
                "perennial.jobs.left",
                "Seconds until none is due",
                backlog -> backlog.left() == null ? Double.NaN : backlog.left().toSeconds());
        FunctionCounter.builder("perennial.jobs.run", this, backlog -> JobRun.completed())
                .description("Jobs that this node has run")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Backlog> value) {
        Gauge.builder(name, this, backlog -> value.applyAsDouble(backlog.latest))
                .description(description)
                .register(registry);
    }
}

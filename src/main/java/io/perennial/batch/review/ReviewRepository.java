package io.perennial.batch.review;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SqlTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ReviewRepository {

    private static final String OPEN_OTHER =
            "select exists (select 1 from review where ended_at is null and process_instance_id <> :review)";
    private static final String OPEN =
            "insert into review (process_instance_id, started_at, customers) values (:review, :now, 0)";
    /** Ranges of equal size over the current ids; each includes its first and last id. */
    private static final String PLAN = """
            insert into review_chunk (process_instance_id, no, from_id, to_id, planned, customers, changed, started)
            select :review, chunk, min(customer_id), max(customer_id), count(*), 0, 0, 0
            from (select customer_id, floor((row_number() over (order by customer_id) - 1) / :size) as chunk from customer)
                 as numbered
            group by chunk""";

    private static final String RANGE =
            "select from_id, to_id, done_at from review_chunk where process_instance_id = :review and no = :no";
    private static final String CUSTOMERS =
            "select customer_id from customer where customer_id between :from and :to order by customer_id";
    private static final String CHUNK_DONE = """
            update review_chunk set done_at = :now, customers = :customers, changed = :changed, started = :started
            where process_instance_id = :review and no = :no""";
    private static final String PROGRESS = """
            select r.started_at, sum(c.planned) as planned, sum(c.customers) as customers, sum(c.changed) as changed,
              sum(c.started) as started, sum(case when c.done_at is null then 0 else c.planned end) as done
            from review r join review_chunk c on c.process_instance_id = r.process_instance_id
            where r.process_instance_id = :review group by r.started_at""";
    private static final String CLOSE = """
            update review set ended_at = :now, customers =
              (select coalesce(sum(c.customers), 0) from review_chunk c where c.process_instance_id = :review)
            where process_instance_id = :review and ended_at is null""";

    /** End of the latest ended review, or start of the first one while none has ended. */
    private static final String HEALTHY_SINCE = "select coalesce(max(ended_at), min(started_at)) as since from review";

    record Range(String from, String to, boolean done) {}

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    ReviewRepository(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean isAnotherOpen(String review) {
        return jdbc.sql(OPEN_OTHER).param("review", review).query(Boolean.class).single();
    }

    int plan(String review, int size) {
        jdbc.sql(OPEN).param("review", review).param("now", now()).update();
        return jdbc.sql(PLAN).param("review", review).param("size", size).update();
    }

    Range range(String review, int no) {
        return jdbc.sql(RANGE)
                .param("review", review)
                .param("no", no)
                .query((row, n) ->
                        new Range(row.getString("from_id"), row.getString("to_id"), row.getString("done_at") != null))
                .single();
    }

    List<String> customers(Range range) {
        return jdbc.sql(CUSTOMERS)
                .param("from", range.from())
                .param("to", range.to())
                .query(String.class)
                .list();
    }

    void setDone(String review, int no, int customers, int changed, int started) {
        jdbc.sql(CHUNK_DONE)
                .param("review", review)
                .param("no", no)
                .param("now", now())
                .param("customers", customers)
                .param("changed", changed)
                .param("started", started)
                .update();
    }

    /** The progress of a review; empty without customers. */
    Optional<Progress> progress(String review) {
        Instant now = clock.instant();
        return jdbc.sql(PROGRESS)
                .param("review", review)
                .query((row, n) -> new Progress(
                        row.getLong("planned"),
                        row.getLong("done"),
                        row.getLong("customers"),
                        row.getLong("changed"),
                        row.getLong("started"),
                        Duration.between(SqlTime.read(row, "started_at"), now)))
                .optional();
    }

    boolean close(String review) {
        return jdbc.sql(CLOSE).param("review", review).param("now", now()).update() > 0;
    }

    Optional<Instant> healthySince() {
        return jdbc.sql(HEALTHY_SINCE)
                .query((row, n) -> Optional.ofNullable(SqlTime.read(row, "since")))
                .single();
    }

    private String now() {
        return SqlTime.of(clock.instant());
    }
}

package io.perennial.review;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.SqlTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ReviewRepository {

    private static final String OPEN_OTHER =
            "select exists (select 1 from review where ended_at is null and process_instance_id <> :review)";
    private static final String OPEN =
            "insert into review (process_instance_id, started_at, customers) values (:review, :now, 0)";
    /** Ranges of equal size over the ids as they are now; each ends with its last id. */
    private static final String PLAN = """
            insert into review_chunk (process_instance_id, no, from_id, to_id, customers, changed, started)
            select :review, chunk, min(customer_id), max(customer_id), 0, 0, 0
            from (select customer_id, floor((row_number() over (order by customer_id) - 1) / :size) as chunk from customer)
                 as numbered
            group by chunk""";

    private static final String RANGE =
            "select from_id, to_id from review_chunk where process_instance_id = :review and no = :no";
    private static final String CHUNK_DONE = """
            update review_chunk set done_at = :now, customers = :customers, changed = :changed, started = :started
            where process_instance_id = :review and no = :no""";
    private static final String CLOSE = """
            update review set ended_at = :now, customers =
              (select coalesce(sum(c.customers), 0) from review_chunk c where c.process_instance_id = :review)
            where process_instance_id = :review and ended_at is null""";

    record Range(String from, String to) {}

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    ReviewRepository(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean anotherIsOpen(String review) {
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
                .query((row, n) -> new Range(row.getString("from_id"), row.getString("to_id")))
                .single();
    }

    void done(String review, int no, int customers, int changed, int started) {
        jdbc.sql(CHUNK_DONE)
                .param("review", review)
                .param("no", no)
                .param("now", now())
                .param("customers", customers)
                .param("changed", changed)
                .param("started", started)
                .update();
    }

    boolean close(String review) {
        return jdbc.sql(CLOSE).param("review", review).param("now", now()).update() > 0;
    }

    private String now() {
        return SqlTime.of(clock.instant());
    }
}

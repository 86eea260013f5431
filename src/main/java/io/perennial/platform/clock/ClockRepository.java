package io.perennial.platform.clock;

import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ClockRepository {

    private static final String NOW = "select value from setting where name = 'clock.now'";
    private static final String SAVE = """
            insert into setting (name, value) values ('clock.now', :now)
            on duplicate key update value = values(value)""";
    private static final String ANY_EVENT = "select exists (select 1 from event)";
    private static final String LATEST_EVENT = "select received_at from event order by seq desc limit 1";

    private final JdbcClient jdbc;

    ClockRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Instant> now() {
        return jdbc.sql(NOW).query(String.class).optional().map(Instant::parse);
    }

    void save(Instant now) {
        jdbc.sql(SAVE).param("now", now.toString()).update();
    }

    boolean anyEvent() {
        return jdbc.sql(ANY_EVENT).query(Boolean.class).single();
    }

    /** When the event that was stored last was received. */
    Optional<Instant> latestEvent() {
        return jdbc.sql(LATEST_EVENT)
                .query((row, no) -> SqlTime.read(row, "received_at"))
                .optional();
    }
}

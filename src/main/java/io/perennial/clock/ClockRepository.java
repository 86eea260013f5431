package io.perennial.clock;

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
}

package io.perennial.platform.clock;

import io.perennial.platform.sql.Settings;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ClockRepository {

    private static final String NOW = "clock.now";
    private static final String ANY_EVENT = "select exists (select 1 from event)";
    private static final String LATEST_EVENT = "select received_at from event order by seq desc limit 1";

    private final Settings settings;
    private final JdbcClient jdbc;

    ClockRepository(Settings settings, JdbcClient jdbc) {
        this.settings = settings;
        this.jdbc = jdbc;
    }

    Optional<Instant> now() {
        return settings.find(NOW).map(Instant::parse);
    }

    void save(Instant now) {
        settings.save(NOW, now.toString());
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

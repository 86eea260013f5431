package io.perennial.platform.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestDatabases;
import io.perennial.platform.sql.Settings;
import io.perennial.platform.sql.SqlTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class ClockCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-28T02:00:00Z");

    private final BusinessClock clock = new BusinessClock(ZoneOffset.UTC);

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void dataAheadOfTheClockIsReported(TestDatabases.Kind kind) {
        try (var database = kind.fresh().filled()) {
            JdbcClient jdbc = JdbcClient.create(database.dataSource());
            ClockRepository stored = new ClockRepository(new Settings(jdbc), jdbc);
            ClockCheck check = new ClockCheck(clock, stored);
            clock.setTo(NOW);

            stored.save(NOW.plus(Duration.ofDays(900)));
            assertThat(check.warning()).as("no events yet").isEmpty();

            receive(jdbc, 1, NOW.plus(Duration.ofDays(800)));
            assertThat(check.warning())
                    .hasValueSatisfying(text -> assertThat(text)
                            .contains("last used at 2029-05-16T02:00:00Z", "the clock shows 2026-11-28T02:00:00Z"));

            stored.save(NOW);
            assertThat(check.warning())
                    .hasValueSatisfying(text -> assertThat(text).contains("last used at 2029-02-05T02:00:00Z"));

            clock.setTo(NOW.plus(Duration.ofDays(800)));
            assertThat(check.warning()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void clocksOfTwoNodesMayDifferByMinutes(TestDatabases.Kind kind) {
        try (var database = kind.fresh().filled()) {
            JdbcClient jdbc = JdbcClient.create(database.dataSource());
            clock.setTo(NOW);
            receive(jdbc, 1, NOW.plus(Duration.ofMinutes(4)));
            assertThat(new ClockCheck(clock, new ClockRepository(new Settings(jdbc), jdbc)).warning())
                    .isEmpty();
        }
    }

    private static void receive(JdbcClient jdbc, long seq, Instant at) {
        jdbc.sql("""
                insert into event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)
                values (:seq, :id, 'LOGGED_IN', '4711', :at, :at, '', '{}')""")
                .param("seq", seq)
                .param("id", "e" + seq)
                .param("at", SqlTime.of(at))
                .update();
    }
}

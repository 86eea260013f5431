package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class DecisionRepositoryTest {

    private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void theOldestGoFirstAndTheYoungStay(TestDatabases.Kind kind) {
        try (var database = kind.fresh().filled()) {
            JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
            DecisionRepository repository = new DecisionRepository(jdbc, new ObjectMapper());
            repository.insert(IntStream.rangeClosed(1, 10)
                    .mapToObj(no -> decision(no, NOW.minus(Duration.ofDays(10 - no))))
                    .toList());
            Instant before = NOW.minus(Duration.ofDays(4));

            assertThat(repository.deleteOldest(before, 3)).isEqualTo(3);
            assertThat(left(jdbc)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
            assertThat(repository.deleteOldest(before, 3)).isEqualTo(2);
            assertThat(repository.deleteOldest(before, 3)).isZero();
            assertThat(left(jdbc)).containsExactly(6L, 7L, 8L, 9L, 10L);
        }
    }

    private static List<Long> left(JdbcTemplate jdbc) {
        return jdbc.queryForList("select seq from decision_record order by seq", Long.class);
    }

    private static DecisionRecord decision(long seq, Instant at) {
        return new DecisionRecord(
                seq, "4711", at, "limit-cap", 1, List.of("Rule_GradeA"), Map.of("creditGrade", "A"), List.of(), "test");
    }
}

package io.perennial.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestDatabases;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

class MultiRowInsertTest {

    private static final MultiRowInsert ADD =
            MultiRowInsert.of("insert into counted (id, note, times) values (?, ?, 1)");
    private static final MultiRowInsert COUNT = MultiRowInsert.of("""
            insert into counted (id, note, times) values (?, ?, 1)
            on duplicate key update note = values(note), times = times + values(times)""");

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void anyNumberOfRowsIsInserted(TestDatabases.Kind kind) {
        try (var database = kind.fresh()) {
            JdbcTemplate jdbc = table(database);
            int in = 0;
            for (int rows : new int[] {0, 1, 2, 63, 64, 65, 1_023, 1_024, 1_100}) {
                insert(ADD, jdbc, numbers(in, rows));
                in += rows;

                assertThat(jdbc.queryForObject("select count(*) from counted where note = concat('n', id)", Long.class))
                        .isEqualTo(in);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void suffixAppliesToEachRow(TestDatabases.Kind kind) {
        try (var database = kind.fresh()) {
            JdbcTemplate jdbc = table(database);
            insert(COUNT, jdbc, numbers(0, 100));
            insert(COUNT, jdbc, numbers(50, 100));

            assertThat(jdbc.queryForList(
                            "select concat(times, ':', count(*)) from counted group by times order by times",
                            String.class))
                    .containsExactly("1:100", "2:50");
        }
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void existingKeyIsADuplicate(TestDatabases.Kind kind) {
        try (var database = kind.fresh()) {
            JdbcTemplate jdbc = table(database);
            insert(ADD, jdbc, List.of(70));

            assertThatThrownBy(() -> insert(ADD, jdbc, numbers(0, 100))).isInstanceOf(DuplicateKeyException.class);
        }
    }

    @Test
    void otherStatementsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MultiRowInsert.of("insert into a select * from b"));
    }

    private static JdbcTemplate table(TestDatabases.TestDatabase database) {
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        jdbc.execute("create table counted (id int not null primary key, note varchar(20), times int)");
        return jdbc;
    }

    private static List<Integer> numbers(int from, int many) {
        return IntStream.range(from, from + many).boxed().toList();
    }

    private static void insert(MultiRowInsert rows, JdbcTemplate jdbc, List<Integer> numbers) {
        rows.insert(jdbc, numbers, (row, number) -> {
            row.setInt(1, number);
            row.setString(2, "n" + number);
        });
    }
}

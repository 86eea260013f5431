package db.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestDatabases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationTest {

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void createTheTablesOfEngineAndHouse(TestDatabases.Kind kind) {
        try (var database = kind.fresh().migrated()) {
            JdbcClient sql = JdbcClient.create(database.dataSource());

            assertThat(sql.sql("select value_ from ACT_GE_PROPERTY where name_ = 'schema.version'")
                            .query(String.class)
                            .single())
                    .isEqualTo("fox");
            assertThat(sql.sql("select count(*) from customer")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void lotsTakeTheNumbersOfTheEntriesThatMadeThem(TestDatabases.Kind kind) {
        try (var database = kind.fresh().migratedTo("19")) {
            JdbcClient sql = JdbcClient.create(database.dataSource());
            for (int lot : new int[] {1, 3}) {
                sql.sql("insert into points_lot (lot_id, customer_id, earned_at, expires_at, points, remaining)"
                                + " values (?, 'ann', '2026-01-01 00:00:00', '2027-01-01 00:00:00', 100, 70)")
                        .param(lot)
                        .update();
                entry(sql, lot + 1, "POINTS_EARNED", 100);
                uses(sql, lot + 1, lot, 100);
            }
            entry(sql, 5, "POINTS_SPENT", -60);
            uses(sql, 5, 1, 30);
            uses(sql, 5, 3, 30);

            database.migrated();

            assertThat(sql.sql("select lot_id from points_lot order by lot_id")
                            .query(Long.class)
                            .list())
                    .containsExactly(2L, 4L);
            assertThat(sql.sql("select concat(seq, ' uses ', lot_id) from points_entry_lot order by lot_id")
                            .query(String.class)
                            .list())
                    .containsExactly("5 uses 2", "5 uses 4");
        }
    }

    @Test
    void noTableRefusesAnEmojiOrComparesIdsInItsOwnWay() {
        try (var database = TestDatabases.mysql().migratedTo("20.1")) {
            JdbcClient sql = JdbcClient.create(database.dataSource());
            sql.sql("insert into ACT_ID_GROUP (ID_, REV_, NAME_) values ('risk', 1, 'Risk')")
                    .update();
            sql.sql("insert into ACT_ID_USER (ID_, REV_, FIRST_) values ('ann', 1, 'Ann')")
                    .update();
            sql.sql("insert into ACT_ID_MEMBERSHIP (USER_ID_, GROUP_ID_) values ('ann', 'risk')")
                    .update();

            database.migrated();

            assertThat(sql.sql("""
                    select concat(table_name, '.', column_name, ' ', collation_name) from information_schema.columns
                     where table_schema = database() and table_name <> 'flyway_schema_history'
                       and collation_name <> 'utf8mb4_0900_bin'
                    """).query(String.class).list()).isEmpty();
            sql.sql("insert into ACT_HI_COMMENT (ID_, TIME_, MESSAGE_) values ('1', '2026-01-01 00:00:00', '谢谢😀')")
                    .update();
            assertThat(sql.sql("select MESSAGE_ from ACT_HI_COMMENT")
                            .query(String.class)
                            .single())
                    .isEqualTo("谢谢😀");
            assertThat(sql.sql("select count(*) from ACT_ID_MEMBERSHIP where USER_ID_ in ('ann', 'Ann', 'ann ')")
                            .query(Integer.class)
                            .single())
                    .isOne();
            assertThatThrownBy(
                            () -> sql.sql("insert into ACT_ID_MEMBERSHIP (USER_ID_, GROUP_ID_) values ('bob', 'risk')")
                                    .update())
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
    }

    private static void entry(JdbcClient sql, int seq, String kind, int points) {
        sql.sql("insert into points_entry (seq, request_key, customer_id, at, kind, points, reason, cause)"
                        + " values (?, ?, 'ann', '2026-01-01 00:00:00', ?, ?, 'test', 'test')")
                .params(seq, "key " + seq, kind, points)
                .update();
    }

    private static void uses(JdbcClient sql, int seq, int lot, int points) {
        sql.sql("insert into points_entry_lot (seq, lot_id, points) values (?, ?, ?)")
                .params(seq, lot, points)
                .update();
    }
}

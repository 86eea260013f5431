package db.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestDatabases;
import java.sql.Types;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the migrations make of the rows of older releases. */
class MigrationTest {

    /** One of each kind, because all migrations together take long on MySQL. */
    private static final Map<TestDatabases.Kind, TestDatabases.TestDatabase> MIGRATED =
            new EnumMap<>(TestDatabases.Kind.class);

    private static JdbcClient migrated(TestDatabases.Kind kind) {
        return JdbcClient.create(
                MIGRATED.computeIfAbsent(kind, MigrationTest::migrate).dataSource());
    }

    private static TestDatabases.TestDatabase migrate(TestDatabases.Kind kind) {
        TestDatabases.TestDatabase database = kind.fresh().migratedTo("19");
        JdbcClient sql = JdbcClient.create(database.dataSource());
        insertPoints(sql);
        database.migratedTo("20.1");
        insertUser(sql);
        insertResponses(sql);
        return database.migrated();
    }

    @AfterAll
    static void close() {
        MIGRATED.values().forEach(TestDatabases.TestDatabase::close);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void createTheTablesOfEngineAndApplication(TestDatabases.Kind kind) {
        JdbcClient sql = migrated(kind);

        assertThat(sql.sql("select value_ from ACT_GE_PROPERTY where name_ = 'schema.version'")
                        .query(String.class)
                        .single())
                .isEqualTo("fox");
        assertThat(sql.sql("select count(*) from customer").query(Long.class).single())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void lotsGetTheNumbersOfTheirEntries(TestDatabases.Kind kind) {
        JdbcClient sql = migrated(kind);

        assertThat(sql.sql("select lot_id from points_lot order by lot_id")
                        .query(Long.class)
                        .list())
                .containsExactly(2L, 4L);
        assertThat(sql.sql("select concat(seq, ' uses ', lot_id) from points_entry_lot order by lot_id")
                        .query(String.class)
                        .list())
                .containsExactly("5 uses 2", "5 uses 4");
    }

    private static void insertPoints(JdbcClient sql) {
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
    }

    @Test
    void everyTableStoresEmojisAndComparesIdsExactly() {
        JdbcClient sql = migrated(TestDatabases.Kind.MYSQL);

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
        assertThatThrownBy(() -> sql.sql("insert into ACT_ID_MEMBERSHIP (USER_ID_, GROUP_ID_) values ('bob', 'risk')")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    private static void insertUser(JdbcClient sql) {
        sql.sql("insert into ACT_ID_GROUP (ID_, REV_, NAME_) values ('risk', 1, 'Risk')")
                .update();
        sql.sql("insert into ACT_ID_USER (ID_, REV_, FIRST_) values ('ann', 1, 'Ann')")
                .update();
        sql.sql("insert into ACT_ID_MEMBERSHIP (USER_ID_, GROUP_ID_) values ('ann', 'risk')")
                .update();
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void eachResponseBelongsToOneOffer(TestDatabases.Kind kind) {
        JdbcClient sql = migrated(kind);

        assertThat(sql.sql("select concat(seq, ' ', response, ' ', offered_key, ' ', coalesce(strength, 0.00))"
                                + " from offer_response order by seq")
                        .query(String.class)
                        .list())
                .containsExactly("1 WON once:ann 20.00", "2 LOST once:bob 20.00", "6 IGNORED another 0.00");
        assertThat(sql.sql("select kind from coupon_move order by seq")
                        .query(String.class)
                        .list())
                .containsExactly("ISSUED", "RESERVED", "RELEASED", "REDEEMED");
        assertThat(sql.sql("select count(*) from insight_day").query(Long.class).single())
                .isZero();
    }

    private static void insertResponses(JdbcClient sql) {
        for (String customer : new String[] {"ann", "bob"}) {
            sql.sql(
                            "insert into coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state, issued_at,"
                                    + " expires_at) values (?, ?, ?, 'gift', 'CASH_OFF', 20, 20, 'REDEEMED',"
                                    + " '2026-01-01 00:00:00', '2026-02-01 00:00:00')")
                    .params(customer, "once:" + customer, customer)
                    .update();
        }
        response(sql, 1, "ann", "WON", null);
        response(sql, 2, "bob", "LOST", null);
        response(sql, 3, "held-out", "LOST", null);
        response(sql, 4, "ann", "WON", "once:ann");
        response(sql, 5, "bob", "LOST", "once:bob");
        response(sql, 6, "eve", "IGNORED", "another");
        String[] moves = {"issue:x ISSUED", "reserve:a RESERVED", "release:a ISSUED", "redeem:b REDEEMED"};
        for (int no = 0; no < moves.length; no++) {
            String[] move = moves[no].split(" ");
            sql.sql("insert into coupon_move (seq, request_key, coupon_id, customer_id, at, state, cause)"
                            + " values (?, ?, 'ann', 'ann', '2026-01-01 00:00:00', ?, 'test')")
                    .params(no, move[0], move[1])
                    .update();
        }
        sql.sql("insert into insight_day (source, day, word, word2, times, amount)"
                        + " values ('COUPON', '2026-01-01', 'gift', 'ISSUED', 2, 40)")
                .update();
    }

    private static void response(JdbcClient sql, int seq, String customer, String response, String offeredKey) {
        sql.sql("insert into offer_response (seq, request_key, customer_id, at, offer, response, cause, offered_key)"
                        + " values (?, ?, ?, '2026-01-20 00:00:00', 'gift', ?, 'test', ?)")
                .param(1, seq)
                .param(2, "response " + seq)
                .param(3, customer)
                .param(4, response)
                .param(5, offeredKey, Types.VARCHAR)
                .update();
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

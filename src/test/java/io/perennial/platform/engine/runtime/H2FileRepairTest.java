package io.perennial.platform.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.db.MVPrimaryIndex;
import org.h2.mvstore.db.MVSecondaryIndex;
import org.h2.table.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;

/** H2 files of a process killed while saving: rows, indexes and undo log are inconsistent. */
class H2FileRepairTest {

    private static final String INSERT_D = "insert into move values ('d', 'once-d', 'WON')";

    @TempDir
    private Path folder;

    @BeforeEach
    void threeMoves() throws SQLException {
        try (Connection connection = open("running")) {
            execute(
                    connection,
                    "create table move (id varchar(20) primary key, request varchar(20) unique, stage varchar(20))",
                    "create index move_stage on move (stage)",
                    "insert into move values ('a', 'once-a', 'WON'), ('b', 'once-b', 'WON'), ('c', 'once-c', 'WON')");
        }
    }

    @Test
    void orphanedChangesAreRolledBack() throws Exception {
        killedWithUnsavedUndoLog(
                INSERT_D, "update move set request = 'once-e' where id = 'a'", "delete from move where id = 'b'");
        refusesFourthMove();

        start("killed");

        acceptsFourthMove();
        try (Connection connection = open("killed")) {
            execute(
                    connection,
                    "insert into move values ('e', 'once-e', 'WON')",
                    "delete from move where request = 'once-a'",
                    "delete from move where request = 'once-b'");
            assertThat(ids(connection)).containsExactly("c", "d", "e");
        }
    }

    @Test
    void indexAheadOfItsTableFreesTheKey() throws Exception {
        try (Connection connection = open("running")) {
            execute(connection, INSERT_D);
            for (Index index : indexes(connection)) {
                if (index instanceof MVPrimaryIndex rows) {
                    withoutItsLast(rows.getMVMap());
                }
            }
            kill(connection);
        }
        refusesFourthMove();

        start("killed");

        acceptsFourthMove();
    }

    @Test
    void indexBehindItsTableFindsTheRowAgain() throws Exception {
        try (Connection connection = open("running")) {
            for (Index index : indexes(connection)) {
                if (index instanceof MVSecondaryIndex entries) {
                    withoutItsLast(entries.getMVMap());
                }
            }
            kill(connection);
        }

        start("killed");

        try (Connection connection = open("killed")) {
            execute(connection, "delete from move where request = 'once-c'");
            assertThat(ids(connection)).containsExactly("a", "b");
        }
    }

    @Test
    void onlyAnUnclosedFileIsRepaired() throws Exception {
        assertThat(H2FileRepair.wasKilled(url("running"))).isFalse();
        assertThat(H2FileRepair.wasKilled(url("new"))).isFalse();
        assertThat(H2FileRepair.wasKilled("jdbc:h2:mem:running")).isFalse();
        assertThat(H2FileRepair.wasKilled("jdbc:mysql://localhost/running")).isFalse();
        try (Connection connection = open("running")) {
            kill(connection);
        }
        assertThat(H2FileRepair.wasKilled(url("killed"))).isTrue();

        start("killed");

        assertThat(H2FileRepair.wasKilled(url("killed"))).isFalse();
    }

    private void killedWithUnsavedUndoLog(String... unfinished) throws Exception {
        try (Connection connection = open("running")) {
            connection.setAutoCommit(false);
            execute(connection, unfinished);
            MVStore store = database(connection).getStore().getMvStore();
            for (String name : store.getMapNames()) {
                if (name.startsWith("undoLog")) {
                    store.openMap(name).clear();
                }
            }
            kill(connection);
        }
    }

    /** Copies the saved part of the running database, as a kill leaves it. */
    private void kill(Connection connection) throws Exception {
        database(connection).getStore().getMvStore().commit();
        Files.copy(folder.resolve("running.mv.db"), folder.resolve("killed.mv.db"));
        database(connection).shutdownImmediately();
    }

    private void start(String name) {
        DataSourceProperties database = new DataSourceProperties();
        database.setUrl(url(name));
        database.setUsername("sa");
        database.setPassword("");
        new H2FileRepair(database)
                .migrate(Flyway.configure()
                        .dataSource(url(name), "sa", "")
                        .baselineOnMigrate(true)
                        .locations("filesystem:" + folder)
                        .load());
    }

    /** Content as H2 reads it, from another copy. */
    private void refusesFourthMove() throws Exception {
        Files.copy(folder.resolve("killed.mv.db"), folder.resolve("unmended.mv.db"));
        try (Connection connection = open("unmended")) {
            assertThatThrownBy(() -> execute(connection, INSERT_D)).isInstanceOf(SQLException.class);
        }
    }

    private void acceptsFourthMove() throws SQLException {
        try (Connection connection = open("killed")) {
            assertThat(ids(connection)).containsExactly("a", "b", "c");
            execute(connection, INSERT_D);
            assertThat(ids(connection)).containsExactly("a", "b", "c", "d");
        }
    }

    private static <K> void withoutItsLast(MVMap<K, ?> map) {
        map.remove(map.lastKey());
    }

    private static List<Index> indexes(Connection connection) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        for (Table table : database(connection).getAllTablesAndViews()) {
            if (table.getName().equalsIgnoreCase("move")) {
                indexes.addAll(table.getIndexes());
            }
        }
        return indexes;
    }

    private static Database database(Connection connection) throws SQLException {
        return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
    }

    private static List<String> ids(Connection connection) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, request, stage from move order by request || ''")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Connection open(String name) throws SQLException {
        return DriverManager.getConnection(url(name), "sa", "");
    }

    private String url(String name) {
        return "jdbc:h2:file:" + folder.resolve(name)
                + ";MODE=MySQL;WRITE_DELAY=0;LOCK_TIMEOUT=100;DB_CLOSE_ON_EXIT=FALSE";
    }
}

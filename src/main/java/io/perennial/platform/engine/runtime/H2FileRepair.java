package io.perennial.platform.engine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.db.MVPrimaryIndex;
import org.h2.mvstore.db.MVSecondaryIndex;
import org.h2.result.SearchRow;
import org.h2.store.fs.FileUtils;
import org.h2.table.Table;
import org.h2.value.VersionedValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.stereotype.Component;

/**
 * Repairs the file of an embedded H2 database after its process was killed, before anything else opens it. H2 2.3.232 and
 * 2.4.240 save the maps of rows, of indexes and of the undo log one after the other while other threads write
 * (h2database#2080). After a kill they may keep entries without a transaction: the row does not exist, but its unique key
 * counts as used for ever.
 */
@Component
class H2FileRepair implements FlywayMigrationStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(H2FileRepair.class);
    private static final Pattern URL = Pattern.compile("jdbc:h2:(?:file:)?([^;]+).*");
    private static final Pattern CLOSED = Pattern.compile("^H:2,[^\n]*\\bclean:1\\b");
    private static final int HEADER = 4096;

    private final DataSourceProperties database;

    H2FileRepair(DataSourceProperties database) {
        this.database = database;
    }

    @Override
    public void migrate(Flyway flyway) {
        String url = database.determineUrl();
        if (wasKilled(url)) {
            LOG.warn("The database was not closed: rolling back open transactions and rebuilding its indexes");
            try (Connection connection =
                    DriverManager.getConnection(url, database.determineUsername(), database.determinePassword())) {
                repair(connection);
            } catch (SQLException e) {
                throw new IllegalStateException("The database cannot be repaired: " + url, e);
            }
        }
        flyway.migrate();
    }

    /** Whether the file was not closed; known only until it is opened again. */
    static boolean wasKilled(String url) {
        Matcher named = URL.matcher(url);
        String file = named.matches() ? named.group(1) + ".mv.db" : "";
        if (file.isEmpty() || !FileUtils.exists(file)) {
            return false;
        }
        try (InputStream in = FileUtils.newInputStream(file)) {
            String header = new String(in.readNBytes(HEADER), StandardCharsets.ISO_8859_1);
            return !CLOSED.matcher(header).find();
        } catch (IOException e) {
            throw new IllegalStateException("The database cannot be read: " + file, e);
        }
    }

    /**
     * Restores the committed rows and empties all indexes, which H2 rebuilds when it opens the file again; closes the database
     * for that.
     */
    static void repair(Connection connection) throws SQLException {
        Database database =
                ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
        for (Table table : database.getAllTablesAndViews()) {
            for (Index index : indexes(table)) {
                if (index instanceof MVPrimaryIndex rows) {
                    undo(rows.getMVMap());
                } else if (index instanceof MVSecondaryIndex entries) {
                    entries.getMVMap().clear();
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        }
    }

    private static List<Index> indexes(Table table) {
        return table.getIndexes() == null ? List.of() : table.getIndexes();
    }

    /** Rolls back uncommitted rows: with no open transaction they belong to a process that was killed. */
    @SuppressWarnings("unchecked") // a committed value is stored as its own version
    private static void undo(MVMap<Long, VersionedValue<SearchRow>> rows) {
        for (Cursor<Long, VersionedValue<SearchRow>> row = rows.cursor(null); row.hasNext(); ) {
            Long key = row.next();
            if (row.getValue().isCommitted()) {
                continue;
            }
            VersionedValue<?> committed = row.getValue().getCommittedValue();
            if (committed == null) {
                rows.remove(key);
            } else {
                rows.put(key, (VersionedValue<SearchRow>) committed);
            }
        }
    }
}

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
 * Mends the file of an embedded H2 after its process was killed, before anybody else opens it. H2 2.3.232 and 2.4.240 save the
 * maps of rows, of indexes and of what is to be undone one after the other while others go on writing (h2database#2080). Killed
 * then, they keep entries that nothing undoes any more: the row is not there, yet its unique key counts as taken for ever.
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
            LOG.warn("The database was not closed: undoing what was not finished, building its indexes anew");
            try (Connection connection =
                    DriverManager.getConnection(url, database.determineUsername(), database.determinePassword())) {
                mend(connection);
            } catch (SQLException e) {
                throw new IllegalStateException("The database cannot be mended: " + url, e);
            }
        }
        flyway.migrate();
    }

    /** Whether that is a file nobody closed; it can be told only until the next opens it. */
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

    /** Makes rows what was committed and empties all indexes, which H2 fills when it opens the file again; closes it for that. */
    static void mend(Connection connection) throws SQLException {
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

    /** With no transaction open, each row that is not committed belongs to one that ended with its process. */
    @SuppressWarnings("unchecked") // H2 keeps what is committed as a version of itself
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

package db.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/**
 * MySQL: the engine's scripts make tables of utf8mb3, which takes no emoji. All get the character set and the collation of
 * our own tables, so that ids are compared byte by byte and alike on both sides of a join.
 */
public class V21_4__utf8mb4 extends BaseJavaMigration {

    private static final String TABLES = """
            select distinct c.table_name
              from information_schema.columns c
              join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
             where c.table_schema = database() and t.table_type = 'BASE TABLE' and c.character_set_name = 'utf8mb3'
             order by 1\
            """;
    private static final String CONVERT = "alter table `%s` convert to character set utf8mb4 collate utf8mb4_0900_bin";

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        if (!connection.getMetaData().getDatabaseProductName().equals("MySQL")) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            // A column and the one it refers to change one after the other.
            statement.execute("set foreign_key_checks = 0");
            try {
                for (String table : tables(statement)) {
                    statement.execute(CONVERT.formatted(table));
                }
            } finally {
                statement.execute("set foreign_key_checks = 1");
            }
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }
}

package db.migration;

import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** Creates the process engine's tables with the engine's own scripts, those of the version it was released with. */
public class V1__engine extends BaseJavaMigration {

    private static final List<String> PARTS = List.of(
            "engine", "identity", "case.engine", "decision.engine", "history", "case.history", "decision.history");

    @Override
    public void migrate(Context context) throws Exception {
        Connection connection = context.getConnection();
        String product = product(connection);
        for (String part : PARTS) {
            Resource script = new ClassPathResource(
                    "org/camunda/bpm/engine/db/create/activiti." + product + ".create." + part + ".sql");
            ScriptUtils.executeSqlScript(connection, new EncodedResource(script, "UTF-8"));
        }
    }

    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }

    private static String product(Connection connection) throws Exception {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return switch (product) {
            case "h2", "mysql" -> product;
            default -> throw new FlywayException("Perennial runs on MySQL and H2, not on " + product);
        };
    }
}

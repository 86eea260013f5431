package io.perennial;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.camunda.bpm.engine.ProcessEngine;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MySQLContainer;

/**
 * Empty databases for tests: H2 in memory in MySQL mode, and schemas of a real MySQL.
 *
 * <p>MySQL is the server that {@code PERENNIAL_TEST_MYSQL} names (a JDBC URL whose user {@code perennial}, password
 * {@code perennial}, may create databases named {@code perennial…}), else one in Docker, else the test is skipped.
 *
 * <p>Without Spring:
 *
 * <pre>{@code
 * @ParameterizedTest
 * @MethodSource("io.perennial.TestDatabases#both")
 * void neverOverBudget(TestDatabases.Kind kind) {
 *     try (var database = kind.fresh().filled()) {
 *         JdbcClient.create(database.dataSource())…
 * }</pre>
 *
 * <p>With Spring: put the tests into an abstract class and run it twice, each time in a context with its own database:
 *
 * <pre>{@code
 * abstract class JourneyScenario { @Autowired …; @Test void … }
 *
 * @SpringBootTest @TestDatabases.OnH2
 * class JourneyOnH2Test extends JourneyScenario {}
 *
 * @SpringBootTest @TestDatabases.OnMySql
 * class JourneyOnMySqlTest extends JourneyScenario {}
 * }</pre>
 */
public final class TestDatabases {

    private static final String USER = "perennial";
    private static final String PASSWORD = "perennial";

    /** The driver options of config/application-mysql.yaml, for tests without Spring. */
    private static final Map<String, String> MYSQL_OPTIONS = Map.of(
            "rewriteBatchedStatements", "true",
            "sendFractionalSeconds", "false",
            "nullDatabaseMeansCurrent", "true",
            "useLocalSessionState", "true",
            "cachePrepStmts", "true",
            "prepStmtCacheSize", "500",
            "prepStmtCacheSqlLimit", "16384",
            "connectionTimeZone", "UTC",
            "forceConnectionTimeZoneToSession", "true");

    private static MySQLContainer<?> container;

    private TestDatabases() {}

    /** The two supported databases. */
    public enum Kind {
        H2,
        MYSQL;

        /** A new database of this kind; skips the test when there is no MySQL. */
        public TestDatabase fresh() {
            return this == H2 ? h2() : mysql();
        }
    }

    /** Both kinds, for {@code @MethodSource}. */
    public static Stream<Kind> both() {
        return Stream.of(Kind.values());
    }

    public static TestDatabase h2() {
        String name = freshName();
        return new TestDatabase(
                Kind.H2,
                "jdbc:h2:mem:" + name
                        + ";MODE=MySQL;NON_KEYWORDS=VALUE,DAY;QUERY_CACHE_SIZE=256;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
                "sa",
                "",
                name);
    }

    /** A new MySQL schema; skips the test when there is no MySQL. */
    public static TestDatabase mysql() {
        Assumptions.assumeTrue(hasMySql(), TestDatabases::noMySql);
        return mysqlAt(serverUrl());
    }

    /** A new schema on the MySQL of that JDBC URL, which ends with a slash. */
    public static TestDatabase mysqlAt(String server) {
        String name = freshName();
        execute(server, "create database " + name + " character set utf8mb4");
        return new TestDatabase(Kind.MYSQL, server + name, USER, PASSWORD, name);
    }

    /** The schema of that name on the same server, created if it is missing; for repeated measurements. */
    public static TestDatabase kept(String name) {
        Assumptions.assumeTrue(hasMySql(), TestDatabases::noMySql);
        execute(serverUrl(), "create database if not exists " + name + " character set utf8mb4");
        return new TestDatabase(Kind.MYSQL, serverUrl() + name, USER, PASSWORD, name);
    }

    static boolean hasMySql() {
        return configuredUrl() != null || DockerClientFactory.instance().isDockerAvailable();
    }

    private static String noMySql() {
        return "No MySQL: set PERENNIAL_TEST_MYSQL to a JDBC URL (user perennial, password perennial) or start Docker";
    }

    private static String configuredUrl() {
        String url = System.getenv("PERENNIAL_TEST_MYSQL");
        return url == null || url.isBlank() ? null : url.strip();
    }

    /** The server's URL up to and including the slash before the database name. */
    private static String serverUrl() {
        String url = configuredUrl() != null ? configuredUrl() : containerUrl();
        String plain = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
        int path = plain.indexOf('/', plain.indexOf("//") + 2);
        return path < 0 ? plain + "/" : plain.substring(0, path + 1);
    }

    private static synchronized String containerUrl() {
        if (container == null) {
            container = new MySQLContainer<>("mysql:9.7");
            container.start();
            try (Connection root =
                            DriverManager.getConnection(container.getJdbcUrl(), "root", container.getPassword());
                    Statement statement = root.createStatement()) {
                statement.execute("create user '" + USER + "'@'%' identified by '" + PASSWORD + "'");
                statement.execute("grant all on `perennial%`.* to '" + USER + "'@'%'");
            } catch (SQLException e) {
                throw new IllegalStateException("The MySQL in Docker rejects its root user", e);
            }
        }
        return container.getJdbcUrl();
    }

    private static String freshName() {
        return "perennial_test_" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("MySQL at " + url + " failed to execute: " + sql, e);
        }
    }

    /** A database, usable until it is closed. */
    public static final class TestDatabase implements AutoCloseable {

        private final Kind kind;
        private final String url;
        private final String user;
        private final String password;
        private final String name;
        private final List<HikariDataSource> pools = new ArrayList<>();

        private TestDatabase(Kind kind, String url, String user, String password, String name) {
            this.kind = kind;
            this.url = url;
            this.user = user;
            this.password = password;
            this.name = name;
        }

        public Kind kind() {
            return kind;
        }

        public String url() {
            return url;
        }

        public String user() {
            return user;
        }

        public String password() {
            return password;
        }

        /** A connection pool with the isolation and driver options of the application, closed with the database. */
        public HikariDataSource dataSource() {
            return dataSource(Map.of());
        }

        /** The same with more driver options. */
        public HikariDataSource dataSource(Map<String, String> options) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
            config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
            config.setMaximumPoolSize(80);
            config.setMinimumIdle(0);
            if (kind == Kind.MYSQL) {
                MYSQL_OPTIONS.forEach(config::addDataSourceProperty);
                options.forEach(config::addDataSourceProperty);
            }
            HikariDataSource pool = new HikariDataSource(config);
            pools.add(pool);
            return pool;
        }

        /**
         * The same as {@link #migrated}, but faster on MySQL: a schema that an earlier test has closed, with the rows of a
         * migrated one, or else a copy of a schema migrated once.
         */
        public TestDatabase filled() {
            if (kind == Kind.H2) {
                return migrated();
            }
            Template template = Template.of(server());
            String closed = template.takeClosed();
            if (closed == null) {
                template.copyTo(name);
                template.copies.add(name);
                return this;
            }
            execute(server(), "drop database " + name);
            return new TestDatabase(Kind.MYSQL, server() + closed, user, password, closed);
        }

        private String server() {
            return url.substring(0, url.lastIndexOf('/') + 1);
        }

        /** Runs every migration on it. */
        public TestDatabase migrated() {
            return migratedTo("latest");
        }

        /** Runs the migrations up to that version, for the schema of an older release. */
        public TestDatabase migratedTo(String version) {
            Flyway.configure()
                    .dataSource(dataSource())
                    .locations("classpath:db/migration")
                    .target(version)
                    .load()
                    .migrate();
            return this;
        }

        @Override
        public void close() {
            pools.forEach(HikariDataSource::close);
            if (kind == Kind.MYSQL) {
                if (!Template.keeps(name)) {
                    execute(server(), "drop database if exists " + name);
                }
            } else {
                try (Connection connection = DriverManager.getConnection(url, user, password);
                        Statement statement = connection.createStatement()) {
                    statement.execute("shutdown immediately");
                } catch (SQLException e) {
                    throw new IllegalStateException("H2 does not close " + name, e);
                }
            }
        }
    }

    /**
     * A migrated schema that is only copied. It is named after the migrations, stays on the server and is used by all JVMs;
     * its copies are used by one test after another and dropped with the JVM.
     */
    private static final class Template {

        private static final String PREFIX = "perennial_template_";

        /** In a finished template. */
        private static final String READY = "template_ready";

        private static Template only;

        private final String server;
        private final String name;
        private final Map<String, String> tables = new LinkedHashMap<>();
        private final List<String> filled = new ArrayList<>();
        private final Set<String> copies = ConcurrentHashMap.newKeySet();
        private final Queue<String> closed = new ConcurrentLinkedQueue<>();

        private Template(String server) {
            this.server = server;
            this.name = PREFIX + fingerprint();
            try (Connection connection = DriverManager.getConnection(server, USER, PASSWORD);
                    Statement statement = connection.createStatement()) {
                statement.execute("do get_lock('" + name + "', 600)");
                if (!tablesOf(statement, name).contains(READY)) {
                    migrate(statement);
                }
                read(statement);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot prepare " + name, e);
            }
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> copies.forEach(copy -> execute(server, "drop database if exists " + copy))));
        }

        static synchronized Template of(String server) {
            if (only == null || !only.server.equals(server)) {
                only = new Template(server);
            }
            return only;
        }

        /** Keeps a copy that its test has closed for the next one; false for any other schema. */
        static synchronized boolean keeps(String schema) {
            return only != null && only.copies.contains(schema) && only.closed.add(schema);
        }

        /** Of everything that makes the schema. */
        private static String fingerprint() {
            CRC32 sum = new CRC32();
            sum.update(String.valueOf(ProcessEngine.class.getPackage().getImplementationVersion())
                    .getBytes(StandardCharsets.UTF_8));
            try {
                for (Resource file :
                        new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*")) {
                    sum.update(file.getContentAsByteArray());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Long.toHexString(sum.getValue());
        }

        private void migrate(Statement statement) throws SQLException {
            List<String> outdated = strings(statement, """
                    select table_schema from information_schema.tables where table_schema like '%s%%'
                     group by table_schema having max(create_time) < now() - interval 1 day
                    """.formatted(PREFIX.replace("_", "\\_")));
            outdated.add(name);
            for (String schema : outdated) {
                statement.execute("drop database if exists " + schema);
            }
            statement.execute("create database " + name + " character set utf8mb4");
            TestDatabase database = new TestDatabase(Kind.MYSQL, server + name, USER, PASSWORD, name).migrated();
            database.pools.forEach(HikariDataSource::close);
            statement.execute("create table " + name + "." + READY + " (id int primary key)");
        }

        private void read(Statement statement) throws SQLException {
            List<String> names = tablesOf(statement, name);
            names.remove(READY);
            statement.execute("use " + name);
            for (String table : names) {
                try (ResultSet row = statement.executeQuery("show create table " + table)) {
                    row.next();
                    tables.put(table, row.getString(2));
                }
            }
            filled.addAll(nonEmpty(statement, name));
        }

        private List<String> nonEmpty(Statement statement, String schema) throws SQLException {
            return strings(
                    statement,
                    tables.keySet().stream()
                            .map(table -> "(select '%s' from %s.%s limit 1)".formatted(table, schema, table))
                            .collect(Collectors.joining(" union all ")));
        }

        private static List<String> tablesOf(Statement statement, String schema) throws SQLException {
            return strings(
                    statement,
                    "select table_name from information_schema.tables where table_schema = '" + schema
                            + "' order by table_name");
        }

        private static List<String> strings(Statement statement, String sql) throws SQLException {
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }

        void copyTo(String schema) {
            try (Connection connection = DriverManager.getConnection(server + schema, USER, PASSWORD);
                    Statement statement = connection.createStatement()) {
                statement.execute("set foreign_key_checks = 0");
                for (String create : tables.values()) {
                    statement.execute(create);
                }
                fill(statement);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot copy " + name + " to " + schema, e);
            }
        }

        /** A copy that no test uses any more, with the rows of the template again; null without one. */
        String takeClosed() {
            String schema = closed.poll();
            if (schema == null) {
                return null;
            }
            try (Connection connection = DriverManager.getConnection(server + schema, USER, PASSWORD);
                    Statement statement = connection.createStatement()) {
                if (!Set.copyOf(tablesOf(statement, schema)).equals(tables.keySet())) {
                    throw new IllegalStateException(
                            "A test has left other tables than the migrations make in " + schema);
                }
                statement.execute("set foreign_key_checks = 0");
                for (String table : nonEmpty(statement, schema)) {
                    boolean numbered = tables.get(table).contains("AUTO_INCREMENT");
                    statement.execute((numbered ? "truncate table " : "delete from ") + table);
                }
                fill(statement);
                return schema;
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot empty " + schema, e);
            }
        }

        private void fill(Statement statement) throws SQLException {
            for (String table : filled) {
                statement.execute("insert into " + table + " select * from " + name + "." + table);
            }
        }
    }

    /** The Spring context of this test class gets an H2 of its own. The engine's clock is static, so the context ends with the class. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
    @ContextConfiguration(initializers = FreshH2.class)
    public @interface OnH2 {}

    /** The Spring context of this test class gets a MySQL schema of its own; without MySQL the class is skipped. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @ExtendWith(MySqlCondition.class)
    @DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
    @ActiveProfiles("mysql")
    @ContextConfiguration(initializers = FreshMySql.class)
    public @interface OnMySql {}

    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class FreshH2 implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            use(h2(), context);
        }
    }

    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class FreshMySql implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            use(mysql().filled(), context);
        }
    }

    static final class MySqlCondition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return hasMySql()
                    ? ConditionEvaluationResult.enabled("MySQL available")
                    : ConditionEvaluationResult.disabled(noMySql());
        }
    }

    private static void use(TestDatabase database, ConfigurableApplicationContext context) {
        TestPropertyValues.of(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.user(),
                        "spring.datasource.password=" + database.password())
                .applyTo(context);
        // Registered first, hence closed last: after the job executor and the pool.
        ((DefaultSingletonBeanRegistry) context.getBeanFactory())
                .registerDisposableBean("testDatabase", database::close);
    }
}

package io.perennial;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MySQLContainer;

/**
 * Fresh, empty databases for tests: H2 in memory in MySQL mode, and schemas of their own on a real MySQL, dropped at the end.
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

    /** The two databases the house runs on. */
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
        Assumptions.assumeTrue(mysqlIsThere(), TestDatabases::whyNoMySql);
        return mysqlAt(serverUrl());
    }

    /** A new schema on the MySQL of that JDBC URL, which ends with a slash. */
    public static TestDatabase mysqlAt(String server) {
        String name = freshName();
        execute(server, "create database " + name + " character set utf8mb4");
        return new TestDatabase(Kind.MYSQL, server + name, USER, PASSWORD, name);
    }

    /** A schema of that name on the same server, made where it is missing; for measurements that are repeated. */
    public static TestDatabase kept(String name) {
        Assumptions.assumeTrue(mysqlIsThere(), TestDatabases::whyNoMySql);
        execute(serverUrl(), "create database if not exists " + name + " character set utf8mb4");
        return new TestDatabase(Kind.MYSQL, serverUrl() + name, USER, PASSWORD, name);
    }

    static boolean mysqlIsThere() {
        return named() != null || DockerClientFactory.instance().isDockerAvailable();
    }

    private static String whyNoMySql() {
        return "No MySQL: set PERENNIAL_TEST_MYSQL to a JDBC URL (user perennial, password perennial) or start Docker";
    }

    private static String named() {
        String url = System.getenv("PERENNIAL_TEST_MYSQL");
        return url == null || url.isBlank() ? null : url.strip();
    }

    /** The server's URL up to and including the slash before the database name. */
    private static String serverUrl() {
        String url = named() != null ? named() : containerUrl();
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
                throw new IllegalStateException("The MySQL in Docker refuses its own root user", e);
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
            throw new IllegalStateException("MySQL at " + url + " refuses: " + sql, e);
        }
    }

    /** A database that lives until it is closed. */
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

        /** A pool on it with the house's isolation and driver options; ended with the database. */
        public HikariDataSource dataSource() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
            config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
            config.setMaximumPoolSize(80);
            config.setMinimumIdle(0);
            if (kind == Kind.MYSQL) {
                MYSQL_OPTIONS.forEach(config::addDataSourceProperty);
            }
            HikariDataSource pool = new HikariDataSource(config);
            pools.add(pool);
            return pool;
        }

        /** The same as {@link #migrated}; on MySQL copied from a schema migrated once, which takes a fraction of the time. */
        public TestDatabase filled() {
            if (kind == Kind.H2) {
                return migrated();
            }
            Template.of(url.substring(0, url.lastIndexOf('/') + 1)).copyTo(name);
            return this;
        }

        /** Runs every migration on it. */
        public TestDatabase migrated() {
            return migratedTo("latest");
        }

        /** Runs the migrations up to that version, as it stood in an older release. */
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
                execute(url.substring(0, url.lastIndexOf('/') + 1), "drop database if exists " + name);
            } else {
                try (Connection connection = DriverManager.getConnection(url, user, password);
                        Statement statement = connection.createStatement()) {
                    statement.execute("shutdown immediately");
                } catch (SQLException e) {
                    throw new IllegalStateException("H2 does not let go of " + name, e);
                }
            }
        }
    }

    /** A migrated schema that is never used, only copied; dropped with the JVM. */
    private static final class Template {

        private static Template only;

        private final String server;
        private final String name;
        private final Map<String, String> tables = new LinkedHashMap<>();
        private final List<String> filled = new ArrayList<>();

        private Template(String server) {
            this.server = server;
            TestDatabase database = mysqlAt(server).migrated();
            database.pools.forEach(HikariDataSource::close);
            this.name = database.name;
            Runtime.getRuntime().addShutdownHook(new Thread(database::close));
            read();
        }

        static synchronized Template of(String server) {
            if (only == null || !only.server.equals(server)) {
                only = new Template(server);
            }
            return only;
        }

        private void read() {
            try (Connection connection = DriverManager.getConnection(server + name, USER, PASSWORD);
                    Statement statement = connection.createStatement()) {
                List<String> names = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("show tables")) {
                    while (rows.next()) {
                        names.add(rows.getString(1));
                    }
                }
                for (String table : names) {
                    try (ResultSet row = statement.executeQuery("show create table " + table)) {
                        row.next();
                        tables.put(table, row.getString(2));
                    }
                    try (ResultSet row = statement.executeQuery("select exists (select 1 from " + table + ")")) {
                        row.next();
                        if (row.getBoolean(1)) {
                            filled.add(table);
                        }
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot read " + name, e);
            }
        }

        void copyTo(String schema) {
            try (Connection connection = DriverManager.getConnection(server + schema, USER, PASSWORD);
                    Statement statement = connection.createStatement()) {
                statement.execute("set foreign_key_checks = 0");
                for (String create : tables.values()) {
                    statement.execute(create);
                }
                for (String table : filled) {
                    statement.execute("insert into " + table + " select * from " + name + "." + table);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot copy " + name + " to " + schema, e);
            }
        }
    }

    /** The Spring context of this test class gets an H2 of its own. Engine time is one per JVM, so the context ends with the class. */
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
    @ExtendWith(MySqlIsThere.class)
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

    static final class MySqlIsThere implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return mysqlIsThere()
                    ? ConditionEvaluationResult.enabled("MySQL is there")
                    : ConditionEvaluationResult.disabled(whyNoMySql());
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

package io.perennial.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AutoCommitPolicyTest {

    private ApplicationContextRunner contextRunner(boolean autoCommit) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        TransactionManagerCustomizationAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class))
                .withUserConfiguration(AutoCommitPolicy.class)
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "spring.datasource.hikari.maximum-pool-size=1",
                        "spring.datasource.hikari.auto-commit=" + autoCommit);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesOutsideOfATransactionAreCommitted(boolean autoCommit) {
        contextRunner(autoCommit).run(app -> {
            JdbcTemplate jdbc = table(app);
            jdbc.update("insert into note (id) values (1)");
            assertThat(notes(jdbc)).isEqualTo(1);
            assertThat(jdbc.execute(Connection::getAutoCommit)).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void transactionCommitsOrRollsBackAsAWhole(boolean autoCommit) {
        contextRunner(autoCommit).run(app -> {
            JdbcTemplate jdbc = table(app);
            TransactionTemplate transaction = transaction(app);
            transaction.executeWithoutResult(status -> {
                jdbc.update("insert into note (id) values (1)");
                assertThat(jdbc.execute(Connection::getAutoCommit)).isFalse();
                status.setRollbackOnly();
            });
            assertThat(notes(jdbc)).isZero();
            transaction.executeWithoutResult(status -> jdbc.update("insert into note (id) values (2)"));
            assertThat(notes(jdbc)).isEqualTo(1);
        });
    }

    /** The single connection of the pool, used with and without a transaction. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void previousUseOfAConnectionDoesNotMatter(boolean autoCommit) {
        contextRunner(autoCommit).run(app -> {
            JdbcTemplate jdbc = table(app);
            TransactionTemplate transaction = transaction(app);
            for (int id = 0; id < 4; id += 2) {
                int own = id;
                transaction.executeWithoutResult(status -> {
                    jdbc.update("insert into note (id) values (?)", own);
                    assertThat(jdbc.execute(Connection::getAutoCommit)).isFalse();
                });
                jdbc.update("insert into note (id) values (?)", own + 1);
            }
            assertThat(notes(jdbc)).isEqualTo(4);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void transactionConnectionIsReused(boolean autoCommit) {
        contextRunner(autoCommit).run(app -> {
            DataSource source = app.getBean(DataSource.class);
            transaction(app).executeWithoutResult(status -> {
                Connection one = DataSourceUtils.getConnection(source);
                assertThat(DataSourceUtils.isConnectionTransactional(one, source))
                        .isTrue();
                DataSourceUtils.releaseConnection(one, source);
            });
            assertThat(unwrapped(source).getHikariPoolMXBean().getActiveConnections())
                    .isZero();
        });
    }

    @Test
    void transactionsUsePooledConnectionsUnchanged() {
        contextRunner(false)
                .run(app -> assertThat(
                                app.getBean(DataSourceTransactionManager.class).getDataSource())
                        .isInstanceOf(HikariDataSource.class));
    }

    private static HikariDataSource unwrapped(DataSource source) {
        try {
            return source.unwrap(HikariDataSource.class);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static TransactionTemplate transaction(ApplicationContext app) {
        return new TransactionTemplate(app.getBean(PlatformTransactionManager.class));
    }

    private static JdbcTemplate table(ApplicationContext app) {
        JdbcTemplate jdbc = app.getBean(JdbcTemplate.class);
        jdbc.execute("create table note (id int primary key)");
        return jdbc;
    }

    private static int notes(JdbcTemplate jdbc) {
        return jdbc.queryForObject("select count(*) from note", Integer.class);
    }
}

package io.perennial.platform.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.transaction.TransactionManagerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Keeps pooled connections in manual-commit mode for transactions and switches auto-commit on for all other callers: switching
 * it for each transaction costs two round trips, as many as the rest of a small transaction.
 */
@Configuration(proxyBeanMethods = false)
class AutoCommitPolicy {

    @Bean
    static BeanPostProcessor autocommitOutsideTransactions() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof HikariDataSource pool && !pool.isAutoCommit()
                        ? new AutoCommitDataSource(pool)
                        : bean;
            }
        };
    }

    @Bean
    static TransactionManagerCustomizer<DataSourceTransactionManager> transactionsOnPool() {
        return transactions -> {
            if (transactions.getDataSource() instanceof AutoCommitDataSource dataSource) {
                transactions.setDataSource(dataSource.pool());
            }
        };
    }

    /**
     * The pool for callers dataSource of transactions; inside a transaction Spring finds the connection bound to the wrapped pool.
     */
    private static final class AutoCommitDataSource extends DelegatingDataSource implements InfrastructureProxy {

        AutoCommitDataSource(DataSource pool) {
            super(pool);
        }

        DataSource pool() {
            return obtainTargetDataSource();
        }

        @Override
        public Object getWrappedObject() {
            return pool();
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            try {
                connection.setAutoCommit(true);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }
}

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
 * The pool gives its connections with autocommit off: to switch it off and on again is two exchanges with the server, as much
 * as a small transaction has of others. Transactions get them as they are; for everybody else autocommit is switched on.
 */
@Configuration(proxyBeanMethods = false)
class AutoCommitPolicy {

    @Bean
    static BeanPostProcessor autocommitOutsideTransactions() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof HikariDataSource pool && !pool.isAutoCommit() ? new SwitchedOn(pool) : bean;
            }
        };
    }

    @Bean
    static TransactionManagerCustomizer<DataSourceTransactionManager> transactionsFromThePool() {
        return transactions -> {
            if (transactions.getDataSource() instanceof SwitchedOn outside) {
                transactions.setDataSource(outside.pool());
            }
        };
    }

    /** The pool as seen from outside of transactions; within one it stands for the pool, and its connection is found. */
    private static final class SwitchedOn extends DelegatingDataSource implements InfrastructureProxy {

        SwitchedOn(DataSource pool) {
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

package io.perennial.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.engine.DecisionTables.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.spring.SpringTransactionsProcessEngineConfiguration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(Lifecycle.PER_CLASS)
class DecisionTablesTest {

    private ProcessEngine engine;
    private TransactionTemplate transaction;
    private DecisionTables tables;

    @BeforeAll
    void startEngine() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:decision-tables;MODE=MySQL;DB_CLOSE_DELAY=-1");
        database.setUser("sa");
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(database);
        SpringTransactionsProcessEngineConfiguration configuration = new SpringTransactionsProcessEngineConfiguration();
        configuration.setDataSource(database);
        configuration.setTransactionManager(transactions);
        configuration.setDatabaseSchemaUpdate("create-drop");
        configuration.setAuthorizationEnabled(true);
        configuration.setJobExecutorActivate(false);
        configuration.getProcessEnginePlugins().add(new FeelPlugin());
        engine = configuration.buildProcessEngine();
        transaction = new TransactionTemplate(transactions);
        tables = new DecisionTables(new StaticListableBeanFactory(Map.of("engine", configuration))
                .getBeanProvider(ProcessEngineConfigurationImpl.class));
    }

    @AfterEach
    void undeploy() {
        engine.getRepositoryService()
                .createDeploymentQuery()
                .list()
                .forEach(deployment -> engine.getRepositoryService().deleteDeployment(deployment.getId(), true));
    }

    @AfterAll
    void stopEngine() {
        engine.close();
    }

    @Test
    void theLatestVersionAnswersWithRuleAndOutput() {
        deploy(limitCap());

        Outcome outcome = tables.evaluate("limit-cap", Map.of("creditGrade", "A", "age", 30));

        assertThat(outcome)
                .isEqualTo(new Outcome("limit-cap", 1, List.of("Rule_GradeA"), List.of(Map.of("limitCap", 100000))));
        assertThat(tables.inputs("limit-cap")).containsExactly("creditGrade");
    }

    @Test
    void aDeploymentCountsFromTheNextTransactionOn() {
        deploy(limitCap());

        transaction.executeWithoutResult(status -> {
            assertThat(limitOfGradeA()).isEqualTo(100000);
            deployElsewhere(limitCap().replace("100000", "90000"));
            assertThat(limitOfGradeA()).isEqualTo(100000);
        });

        assertThat(limitOfGradeA()).isEqualTo(90000);
        assertThat(tables.evaluate("limit-cap", Map.of()).version()).isEqualTo(2);
        transaction.executeWithoutResult(status -> assertThat(limitOfGradeA()).isEqualTo(90000));
    }

    @Test
    void aTransactionInsideAnotherLooksUpForItself() {
        deploy(limitCap());
        TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
        inner.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);

        transaction.executeWithoutResult(outer -> {
            assertThat(limitOfGradeA()).isEqualTo(100000);
            deployElsewhere(limitCap().replace("100000", "90000"));
            inner.executeWithoutResult(status -> assertThat(limitOfGradeA()).isEqualTo(90000));
            assertThat(limitOfGradeA()).isEqualTo(100000);
        });
    }

    @Test
    void whoIsLoggedInMayNotReadTheTableButIsDecidedByIt() {
        deploy(limitCap());
        engine.getIdentityService().setAuthenticatedUserId("somebody");
        try {
            assertThat(engine.getRepositoryService()
                            .createDecisionDefinitionQuery()
                            .count())
                    .isZero();
            assertThat(limitOfGradeA()).isEqualTo(100000);
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    @Test
    void anUnknownTableIsRefusedByName() {
        assertThatThrownBy(() -> tables.evaluate("no-such-table", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-table");
    }

    @Test
    void theProcessEngineSpeaksFastFeelToo() {
        deploy(limitCap());

        assertThat(((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                        .getDmnEngineConfiguration()
                        .getFeelEngine())
                .isInstanceOf(FastFeelEngine.class);
        assertThat(engine.getDecisionService()
                        .evaluateDecisionTableByKey("limit-cap", Map.of("creditGrade", "C"))
                        .<Integer>getSingleEntry())
                .isEqualTo(20000);
    }

    private Object limitOfGradeA() {
        return tables.evaluate("limit-cap", Map.of("creditGrade", "A"))
                .outputs()
                .get(0)
                .get("limitCap");
    }

    private void deploy(String model) {
        engine.getRepositoryService()
                .createDeployment()
                .addString("limit-cap.dmn", model)
                .deploy();
    }

    /** As another node would: in a transaction of its own. */
    private void deployElsewhere(String model) {
        Thread node = new Thread(() -> deploy(model));
        node.start();
        try {
            node.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String limitCap() {
        try {
            return Files.readString(Path.of("dmn", "limit-cap.dmn"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.perennial.platform.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.dmn.DecisionTables.Outcome;
import io.perennial.platform.engine.model.ModelVocabularySource;
import io.perennial.platform.engine.model.TableInputValidator;
import io.perennial.platform.engine.runtime.RefusedExceptionUnwrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(Lifecycle.PER_CLASS)
class DecisionTablesTest {

    private static final BusinessClock CLOCK = new BusinessClock(ZoneId.of("Asia/Shanghai"));

    private ProcessEngine engine;
    private ProcessEngine otherEngine;
    private TransactionTemplate transaction;
    private DecisionTables tables;
    private DecisionTables tablesElsewhere;

    @BeforeAll
    void startEngine() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:decision-tables;MODE=MySQL;DB_CLOSE_DELAY=-1");
        database.setUser("sa");
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(database);
        SpringTransactionsProcessEngineConfiguration configuration = node("one", database, transactions);
        configuration.setDatabaseSchemaUpdate("create-drop");
        engine = configuration.buildProcessEngine();
        transaction = new TransactionTemplate(transactions);
        tables = tables(configuration);
        SpringTransactionsProcessEngineConfiguration elsewhere = node("two", database, transactions);
        otherEngine = elsewhere.buildProcessEngine();
        tablesElsewhere = tables(elsewhere);
    }

    private static SpringTransactionsProcessEngineConfiguration node(
            String name, JdbcDataSource database, DataSourceTransactionManager transactions) {
        SpringTransactionsProcessEngineConfiguration node = new SpringTransactionsProcessEngineConfiguration();
        node.setProcessEngineName(name);
        node.setDataSource(database);
        node.setTransactionManager(transactions);
        node.setDatabaseSchemaUpdate("false");
        node.setAuthorizationEnabled(true);
        node.setJobExecutorActivate(false);
        node.getProcessEnginePlugins().add(new FeelPlugin(CLOCK));
        node.setCustomPreCommandInterceptorsTxRequired(List.of(new RefusedExceptionUnwrapper()));
        ModelVocabularySource vocabulary = () -> Set.of("creditGrade", "age");
        node.setCustomPreDeployers(List.of(new TableInputValidator(
                new StaticListableBeanFactory(Map.of("words", vocabulary)).getBeanProvider(ModelVocabularySource.class),
                CLOCK)));
        return node;
    }

    private static DecisionTables tables(ProcessEngineConfigurationImpl engine) {
        return new DecisionTables(
                new StaticListableBeanFactory(Map.of("engine", engine))
                        .getBeanProvider(ProcessEngineConfigurationImpl.class),
                CLOCK);
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
        otherEngine.close();
        engine.close();
    }

    @Test
    void latestVersionReturnsRuleAndOutput() {
        deploy(limitCap());

        Outcome outcome = tables.evaluate("limit-cap", Map.of("creditGrade", "A", "age", 30));

        assertThat(outcome)
                .isEqualTo(new Outcome("limit-cap", 1, List.of("Rule_GradeA"), List.of(Map.of("limitCap", 100000))));
        assertThat(tables.inputs("limit-cap")).containsExactly("creditGrade");
    }

    @Test
    void deploymentAppliesFromTheNextTransactionOn() {
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
    void deploymentAppliesOnEveryNode() {
        deploy(limitCap());
        assertThat(tablesElsewhere.evaluate("limit-cap", Map.of("creditGrade", "A")))
                .isEqualTo(answer(1, 100000));

        deploy(limitCap().replace("100000", "90000"));

        assertThat(tablesElsewhere.evaluate("limit-cap", Map.of("creditGrade", "A")))
                .isEqualTo(answer(2, 90000));
        assertThat(tables.evaluate("limit-cap", Map.of("creditGrade", "A"))).isEqualTo(answer(2, 90000));
    }

    @Test
    void deletedDeploymentNoLongerApplies() {
        deploy(limitCap());
        String second = deploy(limitCap().replace("100000", "90000"));
        assertThat(limitOfGradeA()).isEqualTo(90000);

        otherEngine.getRepositoryService().deleteDeployment(second);

        assertThat(limitOfGradeA()).isEqualTo(100000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <text>creditGrade</text> | <text>creditGrad</text>                    | Credit grade / 信用等级     | creditGrad
        <text>creditGrade</text> | <text>if spend = 1 then "A" else "B"</text> | Credit grade / 信用等级     | spend
        <text>"A+"</text>        | <text>bestGrade</text>                     | Credit grade / 信用等级     | bestGrade
        <text>100000</text>      | <text>2 * limit</text>                     | Highest limit, yuan / 额度上限(元) | limit
        """)
    void tableWithUnknownFactIsRefusedNamingTheColumn(String text, String wrong, String column, String word) {
        assertThatThrownBy(() -> deploy(limitCap().replace(text, wrong)))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.code()).isEqualTo("UNKNOWN_FACT");
                    assertThat(refused.status().is4xxClientError()).isTrue();
                })
                .hasMessageContaining("limit-cap.dmn")
                .hasMessageContaining("\"" + column + "\"")
                .hasMessageContaining("\"" + word + "\"");
        assertThat(engine.getRepositoryService().createDeploymentQuery().count())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "some grade in [\"A+\", \"A\"] satisfies grade = ?",
                "not(\"B\", \"C\", null)",
                "starts with(?, \"A\") and age > 17"
            })
    void namesBoundInACellAreNotFacts(String cell) {
        deploy(limitCap().replace("<text>\"A+\"</text>", "<text>" + cell.replace(">", "&gt;") + "</text>"));

        assertThat(tables.evaluate("limit-cap", Map.of("creditGrade", "A+", "age", 30))
                        .rules())
                .containsExactly("Rule_GradeAPlus");
    }

    @Test
    void nestedTransactionHasItsOwnVersions() {
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
    void decisionsDoNotNeedReadPermission() {
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
    void unknownTableIsRefusedByName() {
        assertThatThrownBy(() -> tables.evaluate("no-such-table", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-table");
    }

    @Test
    void processEngineUsesFastFeelToo() {
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

    private static Outcome answer(int version, int limit) {
        return new Outcome("limit-cap", version, List.of("Rule_GradeA"), List.of(Map.of("limitCap", limit)));
    }

    private String deploy(String model) {
        return engine.getRepositoryService()
                .createDeployment()
                .addString("limit-cap.dmn", model)
                .deploy()
                .getId();
    }

    /** Deploys like another node, in a transaction of its own. */
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

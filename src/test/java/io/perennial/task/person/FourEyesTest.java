package io.perennial.task.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.platform.api.ApiException;
import io.perennial.task.step.FourEyesTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskManager;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Four eyes on an engine of its own, with the number of task queries; StrategyScenario tests all refusals. */
class FourEyesTest {

    private static final List<String> QUERIED_INSTANCES = new ArrayList<>();

    private static ProcessEngine engine;

    @BeforeAll
    static void startEngine() {
        StandaloneInMemProcessEngineConfiguration configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("four-eyes");
        configuration.setJdbcUrl("jdbc:h2:mem:four-eyes;DB_CLOSE_DELAY=-1");
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration
                .getProcessEnginePlugins()
                .add(new FourEyes(new StaticListableBeanFactory(Map.of("decidesIt", new RequestedByDesigner()))));
        configuration.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(new MarkingParseListener())));
        configuration.setCustomSessionFactories(List.of(new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return TaskManager.class;
            }

            @Override
            public Session openSession() {
                return new CountingTaskManager();
            }
        }));
        engine = configuration.buildProcessEngine();
        for (String process : List.of("alone", "together")) {
            engine.getRepositoryService()
                    .createDeployment()
                    .addModelInstance(
                            process + ".bpmn",
                            Bpmn.createExecutableProcess(process)
                                    .camundaHistoryTimeToLive(1)
                                    .startEvent()
                                    .userTask("Task_" + process)
                                    .endEvent()
                                    .done())
                    .deploy();
        }
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @BeforeEach
    void authenticateOperator() {
        engine.getIdentityService().setAuthenticatedUserId("operator");
        QUERIED_INSTANCES.clear();
    }

    @Test
    void unguardedProcessesCauseNoTaskQuery() {
        String instance = start("alone");

        engine.getRuntimeService().setVariable(instance, "amount", 1);
        engine.getRuntimeService().setVariable(instance, "amount", 2);
        engine.getRuntimeService().removeVariable(instance, "amount");

        assertThat(QUERIED_INSTANCES).isEmpty();
    }

    @Test
    void guardedProcessRefusesVariableChanges() {
        String instance = start("together");

        assertThatThrownBy(() -> engine.getRuntimeService().setVariable(instance, "amount", 1))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("FOUR_EYES"));
        assertThat(QUERIED_INSTANCES).containsExactly(instance);
    }

    @Test
    void guardedProcessRefusesVariableRemoval() {
        String instance = engine.getRuntimeService()
                .startProcessInstanceByKey("together", Map.of("amount", 1))
                .getId();

        assertThatThrownBy(() -> engine.getRuntimeService().removeVariable(instance, "amount"))
                .isInstanceOf(ApiException.class);
    }

    private static String start(String process) {
        return engine.getRuntimeService().startProcessInstanceByKey(process).getId();
    }

    private static final class CountingTaskManager extends TaskManager {
        @Override
        public List<TaskEntity> findTasksByProcessInstanceId(String processInstanceId) {
            QUERIED_INSTANCES.add(processInstanceId);
            return super.findTasksByProcessInstanceId(processInstanceId);
        }
    }

    private static final class MarkingParseListener extends AbstractBpmnParseListener {
        @Override
        public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            if (activity.getId().equals("Task_together")) {
                FourEyes.mark(activity, "decidesIt");
            }
        }
    }

    private static final class RequestedByDesigner implements FourEyesTask {
        @Override
        public Set<String> variables() {
            return Set.of("approved");
        }

        @Override
        public Optional<String> requestedBy(String processInstanceId) {
            return Optional.of("designer");
        }
    }
}

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

/** The guard on an engine of its own: what it refuses is shown by StrategyScenario, here is what it costs. */
class FourEyesTest {

    private static final List<String> ASKED_FOR = new ArrayList<>();

    private static ProcessEngine engine;

    @BeforeAll
    static void anEngineThatCountsWhatItIsAsked() {
        StandaloneInMemProcessEngineConfiguration configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("four-eyes");
        configuration.setJdbcUrl("jdbc:h2:mem:four-eyes;DB_CLOSE_DELAY=-1");
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration
                .getProcessEnginePlugins()
                .add(new FourEyes(new StaticListableBeanFactory(Map.of("decidesIt", new AskedByTheDesigner()))));
        configuration.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(new MarksWhatTwoDecide())));
        configuration.setCustomSessionFactories(List.of(new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return TaskManager.class;
            }

            @Override
            public Session openSession() {
                return new Counting();
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
    void somebodyElse() {
        engine.getIdentityService().setAuthenticatedUserId("operator");
        ASKED_FOR.clear();
    }

    @Test
    void whereNothingIsDecidedByTwoTheTasksAreNotAskedFor() {
        String instance = start("alone");

        engine.getRuntimeService().setVariable(instance, "amount", 1);
        engine.getRuntimeService().setVariable(instance, "amount", 2);
        engine.getRuntimeService().removeVariable(instance, "amount");

        assertThat(ASKED_FOR).isEmpty();
    }

    @Test
    void whatWaitsForTwoIsStillGuarded() {
        String instance = start("together");

        assertThatThrownBy(() -> engine.getRuntimeService().setVariable(instance, "amount", 1))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("FOUR_EYES"));
        assertThat(ASKED_FOR).containsExactly(instance);
    }

    @Test
    void removingWhatIsShownIsRefusedToo() {
        String instance = engine.getRuntimeService()
                .startProcessInstanceByKey("together", Map.of("amount", 1))
                .getId();

        assertThatThrownBy(() -> engine.getRuntimeService().removeVariable(instance, "amount"))
                .isInstanceOf(ApiException.class);
    }

    private static String start(String process) {
        return engine.getRuntimeService().startProcessInstanceByKey(process).getId();
    }

    private static final class Counting extends TaskManager {
        @Override
        public List<TaskEntity> findTasksByProcessInstanceId(String processInstanceId) {
            ASKED_FOR.add(processInstanceId);
            return super.findTasksByProcessInstanceId(processInstanceId);
        }
    }

    private static final class MarksWhatTwoDecide extends AbstractBpmnParseListener {
        @Override
        public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            if (activity.getId().equals("Task_together")) {
                FourEyes.mark(activity, "decidesIt");
            }
        }
    }

    private static final class AskedByTheDesigner implements FourEyesTask {
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

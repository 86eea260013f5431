package io.perennial.platform.engine.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.task.TaskQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CVE-2026-109432: queries must never evaluate expressions of callers. */
class QueryGuardTest {

    private static final AtomicInteger RUN = new AtomicInteger();
    private static final String CODE = "${probe.call()}";

    private ProcessEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
        RUN.set(0);
    }

    @Test
    void unguardedEngineRunsForeignCode() {
        TaskService tasks = open(false).getTaskService();
        orQuery(tasks).list();
        assertThat(RUN)
                .as("if this fails the engine was fixed and the guard can be removed")
                .hasPositiveValue();
    }

    @Test
    void taskQueriesAreRefused() {
        TaskService tasks = open(true).getTaskService();
        refused(() -> orQuery(tasks).list());
        refused(() -> orQuery(tasks).count());
        refused(() -> orQuery(tasks).listPage(0, 1));
        refused(() -> orQuery(tasks).singleResult());
        refused(() -> tasks.createTaskQuery()
                .taskNameLike("a")
                .taskAssigneeExpression(CODE)
                .list());
        refused(() -> tasks.createTaskQuery()
                .or()
                .taskName("a")
                .endOr()
                .or()
                .taskOwnerExpression(CODE)
                .endOr()
                .list());
        assertThat(tasks.createTaskQuery()
                        .or()
                        .taskName("a")
                        .taskAssignee("b")
                        .endOr()
                        .list())
                .isEmpty();
    }

    @Test
    void storedFiltersAreRefusedUnlessHarmless() {
        open(true);
        FilterService filters = engine.getFilterService();
        TaskService tasks = engine.getTaskService();
        refused(() -> filters.saveFilter(filters.newTaskFilter("bad").setQuery(orQuery(tasks))));
        refused(() -> filters.saveFilter(
                filters.newTaskFilter("bad").setQuery(tasks.createTaskQuery().taskAssigneeExpression(CODE))));
        var mine = filters.saveFilter(filters.newTaskFilter("mine")
                .setQuery(tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}")));

        refused(() -> filters.list(mine.getId(), orQuery(tasks)));
        refused(() -> filters.listPage(mine.getId(), orQuery(tasks), 0, 1));
        refused(() -> filters.singleResult(mine.getId(), orQuery(tasks)));
        refused(() -> filters.count(mine.getId(), orQuery(tasks)));
        assertThat(filters.count(mine.getId(), tasks.createTaskQuery().taskName("a")))
                .isZero();
    }

    @Test
    void storedFilterWithCodeIsFoundAtStartUp() {
        open(false);
        FilterService filters = engine.getFilterService();
        var bad = filters.saveFilter(filters.newTaskFilter("bad").setQuery(orQuery(engine.getTaskService())));

        assertThatThrownBy(() -> QueryGuard.check(filters.getFilter(bad.getId())))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining("\"bad\", id " + bad.getId());
    }

    private static TaskQuery orQuery(TaskService tasks) {
        return tasks.createTaskQuery()
                .or()
                .taskName("a")
                .taskAssigneeExpression(CODE)
                .endOr();
    }

    private static void refused(ThrowingCallable query) {
        assertThatThrownBy(query).isInstanceOf(BadUserRequestException.class).hasMessageContaining("forbidden");
        assertThat(RUN).hasValue(0);
    }

    private ProcessEngine open(boolean guarded) {
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("guard-test");
        configuration.setJdbcUrl("jdbc:h2:mem:guard;DB_CLOSE_DELAY=0");
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.setBeans(Map.of("probe", (Callable<String>) () -> "user" + RUN.incrementAndGet()));
        if (guarded) {
            configuration.setCustomPreCommandInterceptorsTxRequired(List.of(new QueryGuard()));
            configuration.setCustomPreCommandInterceptorsTxRequiresNew(List.of(new QueryGuard()));
        }
        engine = configuration.buildProcessEngine();
        engine.getIdentityService().setAuthenticatedUserId("me");
        return engine;
    }
}

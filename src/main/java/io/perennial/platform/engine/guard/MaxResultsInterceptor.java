package io.perennial.platform.engine.guard;

import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractExecuteFilterCmd;
import org.camunda.bpm.engine.impl.cmd.ExecuteFilterListCmd;
import org.camunda.bpm.engine.impl.cmd.ExecuteFilterListPageCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.query.Query;

/**
 * Limits list queries without a page size to {@code query-max-results-limit} rows: the engine would refuse them, and its own
 * web applications send such queries.
 */
class MaxResultsInterceptor extends CommandInterceptor {

    private static final EngineField LIMITED = EngineField.of(AbstractQuery.class, "maxResultsLimitEnabled");
    private static final EngineField FILTER_ID = EngineField.of(AbstractExecuteFilterCmd.class, "filterId");
    private static final EngineField EXTENDING_QUERY = EngineField.of(AbstractExecuteFilterCmd.class, "extendingQuery");

    private final ProcessEngineConfigurationImpl engine;

    MaxResultsInterceptor(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof AbstractQuery<?, ?> query
                && query.getMaxResults() == Integer.MAX_VALUE
                && isLimited(query)) {
            query.setMaxResults(engine.getQueryMaxResultsLimit());
        }
        return next.execute(command instanceof ExecuteFilterListCmd ? firstPage(command) : command);
    }

    /** Pages a stored filter: its query runs inside the command, so the command is replaced by the paged one. */
    @SuppressWarnings("unchecked")
    private <T> Command<T> firstPage(Command<T> list) {
        return (Command<T>) new ExecuteFilterListPageCmd(
                (String) FILTER_ID.get(list),
                (Query<?, ?>) EXTENDING_QUERY.get(list),
                0,
                engine.getQueryMaxResultsLimit());
    }

    /** False for queries of the application itself, which are unlimited. */
    private static boolean isLimited(AbstractQuery<?, ?> query) {
        return (boolean) LIMITED.get(query);
    }
}

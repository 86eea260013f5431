package io.perennial.platform.engine.guard;

import java.lang.reflect.Field;
import org.camunda.bpm.engine.ProcessEngineException;
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
public class MaxResultsInterceptor extends CommandInterceptor {

    private static final Field LIMITED = field(AbstractQuery.class, "maxResultsLimitEnabled");
    private static final Field FILTER_ID = field(AbstractExecuteFilterCmd.class, "filterId");
    private static final Field EXTENDING_QUERY = field(AbstractExecuteFilterCmd.class, "extendingQuery");

    private final ProcessEngineConfigurationImpl engine;

    public MaxResultsInterceptor(ProcessEngineConfigurationImpl engine) {
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
                (String) read(FILTER_ID, list),
                (Query<?, ?>) read(EXTENDING_QUERY, list),
                0,
                engine.getQueryMaxResultsLimit());
    }

    /** False for queries of the application itself, which are unlimited. */
    private static boolean isLimited(AbstractQuery<?, ?> query) {
        return (boolean) read(LIMITED, query);
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("The engine changed: how it limits lists must be looked at", e);
        }
    }

    private static Object read(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new ProcessEngineException("Cannot read " + field, e);
        }
    }
}

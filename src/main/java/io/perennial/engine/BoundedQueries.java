package io.perennial.engine;

import java.lang.reflect.Field;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/**
 * Ends a user's list after {@code query-max-results-limit} rows where the request says no number: the engine would refuse it,
 * and its own web applications ask like that.
 */
class BoundedQueries extends CommandInterceptor {

    private static final Field LIMITED = limited();

    private final ProcessEngineConfigurationImpl engine;

    BoundedQueries(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof AbstractQuery<?, ?> query
                && query.getMaxResults() == Integer.MAX_VALUE
                && isLimited(query)) {
            query.setMaxResults(engine.getQueryMaxResultsLimit());
        }
        return next.execute(command);
    }

    /** Not where the application itself asks for all there are. */
    private static boolean isLimited(AbstractQuery<?, ?> query) {
        try {
            return LIMITED.getBoolean(query);
        } catch (IllegalAccessException e) {
            throw new ProcessEngineException("Cannot read " + LIMITED, e);
        }
    }

    private static Field limited() {
        try {
            Field field = AbstractQuery.class.getDeclaredField("maxResultsLimitEnabled");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("The engine changed: how it limits lists must be looked at", e);
        }
    }
}

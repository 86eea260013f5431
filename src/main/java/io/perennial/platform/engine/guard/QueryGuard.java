package io.perennial.platform.engine.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.HistoricTaskInstanceQueryImpl;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractExecuteFilterCmd;
import org.camunda.bpm.engine.impl.cmd.SaveFilterCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.query.Query;

/**
 * Refuses expressions in queries (CVE-2026-109432: inside or-queries the engine evaluates them regardless of its settings, so
 * that any user can run code). Stored filters may use a few harmless ones.
 */
public class QueryGuard extends CommandInterceptor {

    private static final Set<String> HARMLESS =
            Set.of("${currentUser()}", "${currentUserGroups()}", "${now()}", "${today.ends()}");

    private static final EngineField FILTER = EngineField.of(SaveFilterCmd.class, "filter");
    private static final EngineField EXTENDING_QUERY = EngineField.of(AbstractExecuteFilterCmd.class, "extendingQuery");

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof AbstractQuery<?, ?> query) {
            refuse(expressions(query));
        } else if (command instanceof SaveFilterCmd) {
            Filter filter = (Filter) FILTER.get(command);
            if (filter != null) {
                check(filter);
            }
        } else if (command instanceof AbstractExecuteFilterCmd) {
            refuse(expressions((Query<?, ?>) EXTENDING_QUERY.get(command)));
        }
        return next.execute(command);
    }

    /** Refuses a filter with expressions other than the harmless ones. */
    public static void check(Filter filter) {
        for (String expression : expressions(filter.getQuery())) {
            if (!HARMLESS.contains(expression)) {
                throw new BadUserRequestException("Expressions are forbidden in queries: " + expression
                        + " in the filter \"" + filter.getName() + "\", id " + filter.getId());
            }
        }
    }

    private static void refuse(List<String> expressions) {
        if (!expressions.isEmpty()) {
            throw new BadUserRequestException("Expressions are forbidden in queries: " + expressions.get(0));
        }
    }

    private static List<String> expressions(Query<?, ?> query) {
        List<String> found = new ArrayList<>();
        collect(query, found, Collections.newSetFromMap(new IdentityHashMap<>()));
        return found;
    }

    /**
     * Collects the expressions of a query and its or-branches. Branches share the list of their query, or have their own when
     * loaded from a filter.
     */
    private static void collect(Object query, List<String> found, Set<Object> seen) {
        if (!(query instanceof AbstractQuery<?, ?> any) || !seen.add(query)) {
            return;
        }
        found.addAll(any.getExpressions().values());
        if (query instanceof TaskQueryImpl tasks) {
            tasks.getQueries().forEach(branch -> collect(branch, found, seen));
        } else if (query instanceof HistoricTaskInstanceQueryImpl tasks) {
            tasks.getQueries().forEach(branch -> collect(branch, found, seen));
        }
    }
}

package io.perennial.platform.engine.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.ListQueryParameterObject;
import org.camunda.bpm.engine.impl.db.PersistenceSession;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;

/**
 * Answers the engine's questions about single executions from what was loaded for many at once. Each answer is given once: a
 * second question goes to the database.
 */
public class PreparedEntities extends DbEntityManager {

    private static final String EXECUTION = "executionId";
    private static final String NAMES = "variableNames";
    private static final String CONFIGURATION = "configuration";

    private final Map<String, List<?>> answers = new HashMap<>();

    protected PreparedEntities(IdGenerator ids, PersistenceSession session) {
        super(ids, session);
    }

    /** Keeps the answer to a question that asks by one id. */
    void keep(String statement, String id, Collection<?> answer) {
        answers.put(statement + " " + id, new ArrayList<>(answer));
    }

    /** The entity as the command has it, where it was loaded beside the engine. */
    <T extends DbEntity> T loaded(T entity) {
        onEntityLoaded(entity);
        @SuppressWarnings("unchecked")
        T known = (T) cacheFilter(entity);
        return known;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public List selectList(String statement, ListQueryParameterObject query) {
        if (!answers.isEmpty()) {
            List<?> answer = answers.remove(statement + " " + id(query.getParameter()));
            if (answer != null) {
                return answer;
            }
        }
        return super.selectList(statement, query);
    }

    private static Object id(Object parameter) {
        if (parameter instanceof Map<?, ?> several) {
            boolean ofExecution = several.containsKey(EXECUTION) && several.get(NAMES) == null;
            return several.get(ofExecution ? EXECUTION : CONFIGURATION);
        }
        return parameter;
    }
}

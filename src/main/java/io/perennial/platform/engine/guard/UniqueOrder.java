package io.perennial.platform.engine.guard;

import io.perennial.platform.engine.runtime.PreparedEntities;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.CleanableHistoricBatchReportImpl;
import org.camunda.bpm.engine.impl.Direction;
import org.camunda.bpm.engine.impl.QueryOrderingProperty;
import org.camunda.bpm.engine.impl.QueryPropertyImpl;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.ListQueryParameterObject;
import org.camunda.bpm.engine.impl.db.PersistenceSession;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/**
 * Adds the id as the last sort key of ordered lists, in filters, web applications and REST: otherwise pages may miss rows and
 * repeat others.
 */
class UniqueOrder extends PreparedEntities {

    private static final QueryPropertyImpl ID = new QueryPropertyImpl("ID_");
    private static final QueryPropertyImpl TYPE = new QueryPropertyImpl("TYPE_");

    private UniqueOrder(IdGenerator ids, PersistenceSession session) {
        super(ids, session);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public List selectList(String statement, ListQueryParameterObject query) {
        List<QueryOrderingProperty> order = query.getOrderingProperties();
        // The only list without ids; the engine orders it by id if nothing else is given, which fails.
        boolean byType = query instanceof CleanableHistoricBatchReportImpl;
        QueryPropertyImpl key = byType ? TYPE : ID;
        if ((byType || !order.isEmpty()) && order.stream().noneMatch(property -> isBy(key, property))) {
            List<QueryOrderingProperty> unique = new ArrayList<>(order);
            unique.add(new QueryOrderingProperty(key, Direction.ASCENDING));
            query.setOrderingProperties(unique);
        }
        return super.selectList(statement, query);
    }

    private static boolean isBy(QueryPropertyImpl key, QueryOrderingProperty property) {
        return property.isContainedProperty()
                && key.getName().equals(property.getQueryProperty().getName());
    }

    static SessionFactory factory(ProcessEngineConfigurationImpl engine) {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return DbEntityManager.class;
            }

            @Override
            public Session openSession() {
                return new UniqueOrder(
                        engine.getIdGenerator(), Context.getCommandContext().getSession(PersistenceSession.class));
            }
        };
    }
}

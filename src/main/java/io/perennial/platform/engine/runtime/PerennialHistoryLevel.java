package io.perennial.platform.engine.runtime;

import org.camunda.bpm.engine.impl.history.HistoryLevelActivity;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;

/**
 * History level with what Cockpit needs: instances, activities, tasks, incidents, batches and user operations. Variables and
 * decisions are left out: Perennial has its own records of them.
 */
class PerennialHistoryLevel extends HistoryLevelActivity {

    @Override
    public int getId() {
        return 24;
    }

    @Override
    public String getName() {
        return "perennial";
    }

    @Override
    public boolean isHistoryEventProduced(HistoryEventType type, Object entity) {
        if (super.isHistoryEventProduced(type, entity)) {
            return true;
        }
        return type instanceof HistoryEventTypes known
                && switch (known) {
                    case INCIDENT_CREATE,
                            INCIDENT_MIGRATE,
                            INCIDENT_DELETE,
                            INCIDENT_RESOLVE,
                            INCIDENT_UPDATE,
                            BATCH_START,
                            BATCH_UPDATE,
                            BATCH_END,
                            USER_OPERATION_LOG -> true;
                    default -> false;
                };
    }
}

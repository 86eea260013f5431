package io.perennial.platform.engine.runtime;

import java.util.Collection;
import java.util.Map;

/**
 * Listener for start and end of process instances, called in the engine's transaction; not for instances called by other
 * instances.
 */
public interface ProcessListener {

    /**
     * Called before the first activity; an exception refuses the start and reaches the caller.
     *
     * @return variables to set on the instance
     */
    Map<String, Object> started(String process, String businessKey, String processInstanceId);

    /** Called after a running instance was migrated to another version of its process. */
    default void migrated(String process, String businessKey, String processInstanceId, int from, int to) {}

    /** Called when a running instance could not be migrated because the other version has no matching activity. */
    default void notMigrated(String process, String businessKey, String processInstanceId, int from, int to) {}

    /** Called before jobs of instances with these business keys run together, so that all can be locked in their order. */
    default void beforeJobs(Collection<String> businessKeys) {}

    /** Called when the instance has ended, for whatever reason. */
    void ended(String process, String businessKey, String processInstanceId);
}

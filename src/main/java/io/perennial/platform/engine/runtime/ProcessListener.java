package io.perennial.platform.engine.runtime;

import java.util.Map;

/**
 * Hears of every process instance that begins and ends, in the engine's transaction. Instances called by other instances are
 * not told.
 */
public interface ProcessListener {

    /**
     * Called before the first activity; an exception refuses the start, and reaches whoever asked for it.
     *
     * @return variables that the instance gets
     */
    Map<String, Object> started(String process, String businessKey, String processInstanceId);

    /** Called when a running instance was moved to another version of its process. */
    default void migrated(String process, String businessKey, String processInstanceId, int from, int to) {}

    /** Called when a running instance should have been moved to another version, which has no place for where it is. */
    default void notMigrated(String process, String businessKey, String processInstanceId, int from, int to) {}

    /** Called when the instance is over, however it ended. */
    void ended(String process, String businessKey, String processInstanceId);
}

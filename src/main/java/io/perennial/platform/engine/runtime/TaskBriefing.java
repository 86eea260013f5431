package io.perennial.platform.engine.runtime;

import java.util.Map;

/** Provides variables shown on a task about a customer, set when the task is created. */
public interface TaskBriefing {

    /** Local variables of the task by name. */
    Map<String, String> of(String customerId);
}

package io.perennial.platform.engine.runtime;

import java.util.Map;

/** Variables that a person sees on a task about a customer, set when the task is created. */
public interface TaskBriefing {

    /** The task's local variables by name. */
    Map<String, String> of(String customerId);
}

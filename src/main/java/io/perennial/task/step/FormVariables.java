package io.perennial.task.step;

import java.util.Set;

/** Listener that reads the variables of a task's form; they are removed when the task is created. */
public interface FormVariables {

    /** The variables that the form fills. */
    Set<String> variables();
}

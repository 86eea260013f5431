package io.perennial.task.step;

import java.util.Set;

/** What takes the answers of a person's form: nobody but that person gives them, so a task begins without. */
public interface FormVariables {

    /** The variables that the form fills. */
    Set<String> variables();
}

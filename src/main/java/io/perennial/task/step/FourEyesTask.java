package io.perennial.task.step;

import java.util.Optional;

/** Decision that its requester may not take. */
public interface FourEyesTask extends FormVariables {

    /** The user who requested the process instance; empty if the application did. */
    Optional<String> requestedBy(String processInstanceId);
}

package io.perennial.task.step;

import java.util.Optional;

/** A decision that takes two: the one who asks, and another who grants or refuses. */
public interface FourEyesTask extends FormVariables {

    /** Who asked for what that process instance is about; empty where the house did, or nobody knows. */
    Optional<String> requestedBy(String processInstanceId);
}

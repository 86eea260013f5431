package io.perennial.engine;

import java.util.List;
import java.util.Set;

/** Words that a model may use; one that uses any other is not deployed. */
public interface Vocabulary {

    /** The names of inputs that somebody gives a value. */
    Set<String> words();

    /** The messages that somebody sends. */
    default Set<String> messages() {
        return Set.of();
    }

    /** The delegates that a process may name. */
    default List<Tool> tools() {
        return List.of();
    }
}

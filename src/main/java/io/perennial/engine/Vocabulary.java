package io.perennial.engine;

import java.util.Set;

/** Words that a decision table may ask for; a table that asks for any other is not deployed. */
public interface Vocabulary {

    /** The names of inputs that somebody gives a value. */
    Set<String> words();
}

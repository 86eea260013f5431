package io.perennial.platform.engine.model;

import io.perennial.platform.engine.dmn.RequiredOutputs;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words that a model may use; one that uses any other is not deployed. */
public interface ModelVocabularySource {

    /** The names of inputs that somebody gives a value. */
    Set<String> inputs();

    /** A value of each of them, as it might come; tables are tried with these before they are deployed. */
    default Map<String, Object> samples() {
        return Map.of();
    }

    /** What the application reads of tables, by the table's id. */
    default Map<String, RequiredOutputs> requiredOutputs() {
        return Map.of();
    }

    /** The messages that somebody sends. */
    default Set<String> messages() {
        return Set.of();
    }

    /** The delegates that a process may name. */
    default List<DelegateDescriptor> delegates() {
        return List.of();
    }
}

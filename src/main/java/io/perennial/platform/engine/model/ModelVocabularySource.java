package io.perennial.platform.engine.model;

import io.perennial.platform.engine.dmn.RequiredOutputs;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Source of names that a model may use; models with other names are not deployed. */
public interface ModelVocabularySource {

    /** Names of the table inputs that have a value. */
    Set<String> inputs();

    /** A sample value for each input; tables are evaluated with them before deployment. */
    default Map<String, Object> samples() {
        return Map.of();
    }

    /** Outputs that the application requires of a table, by table id. */
    default Map<String, RequiredOutputs> requiredOutputs() {
        return Map.of();
    }

    /** Messages that are sent. */
    default Set<String> messages() {
        return Set.of();
    }

    /** Delegates that a process may use. */
    default List<DelegateDescriptor> delegates() {
        return List.of();
    }
}

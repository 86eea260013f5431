package io.perennial.platform.engine.model;

import java.util.Optional;

/** Models that two people put in force. */
public interface ApprovedModels {

    /**
     * What a file would take back of an approved change that is in force; empty where nothing.
     *
     * @param file its name without folder, such as {@code recall-offer.dmn}
     */
    Optional<String> conflict(String file, String content);
}

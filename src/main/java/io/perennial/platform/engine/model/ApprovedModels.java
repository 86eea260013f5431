package io.perennial.platform.engine.model;

import java.util.Optional;

/** Models changed with the approval of two people. */
public interface ApprovedModels {

    /**
     * What a file would revert of an approved change that is current; empty if nothing.
     *
     * @param file its name without folder, such as {@code recall-offer.dmn}
     */
    Optional<String> conflict(String file, String content);
}

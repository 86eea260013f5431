package io.perennial.event;

import java.util.List;

/** What some part of the house makes of events beyond profiles and journeys. */
public interface Aftermath {

    /**
     * Called once for each batch, in its transaction, with the customers locked and their profiles written back.
     *
     * @param happenings what was taken and had not been known, in the order of arrival
     */
    void follow(List<Happening> happenings);

    /** Called after another customer was merged into this one, once the profile is that of both. */
    default void merged(String customerId, String cause) {}
}

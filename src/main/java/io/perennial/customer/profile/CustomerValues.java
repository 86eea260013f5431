package io.perennial.customer.profile;

import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;

/** Source of the facts about value; learning implements it. */
public interface CustomerValues {

    /** The value model trained last. */
    CustomerValue current();

    /** Purchases by customer, with days counted in the zone; customers without a purchase are left out. */
    Map<String, Purchases> purchases(Collection<String> customerIds, ZoneId zone);
}

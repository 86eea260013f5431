package io.perennial.platform.sql;

/**
 * What some part of the house keeps of a customer. Both verbs join the caller's transaction, in which the customers concerned
 * are locked.
 */
public interface CustomerDataOwner {

    /** Hands over to the surviving id what is kept under the id that is merged away. */
    void reassign(String from, String into);

    /** Forgets who the customer is: whatever names or describes the person goes, the books stay. */
    void erase(String customerId);
}

package io.perennial.platform.sql;

/** Owner of customer data. Both methods join the caller's transaction, which holds the locks on the customers. */
public interface CustomerDataOwner {

    /** Moves the data of the merged id to the surviving one. */
    void reassign(String from, String into);

    /** Erases data that names or describes the person; ledgers are kept. */
    void erase(String customerId);
}

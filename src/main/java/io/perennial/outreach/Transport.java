package io.perennial.outreach;

/** The way out of the house: SMS, push, mail. */
interface Transport {

    /** A message on its way; the key is the same each time it is tried. */
    record Delivery(String key, String customerId, String template, Purpose purpose, int attempt) {}

    /** Hands the message over. It may come again with the same key; an exception means that it must. */
    void deliver(Delivery delivery) throws Exception;
}

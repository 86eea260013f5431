package io.perennial.effect.outreach;

/** The way out of the house: SMS, push, mail. */
interface Transport {

    /** A message on its way; the key is the same each time it is tried. */
    record Delivery(
            String key, String customerId, String phone, String template, Purpose purpose, int attempt, Text text) {}

    /** What the customer reads. */
    record Text(String locale, String subject, String body) {}

    /**
     * Hands the message over, in bounded time. It may come again with the same key; an exception means that it must. Called by
     * several threads.
     */
    void deliver(Delivery delivery) throws Exception;
}

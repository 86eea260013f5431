package io.perennial.effect.outreach;

/** Channel that delivers messages to customers: SMS, push, mail. */
interface Transport {

    /** One attempt to deliver a message; the key is the same for all attempts. */
    record Delivery(
            String key, String customerId, String phone, String template, Purpose purpose, int attempt, Text text) {}

    /** The rendered text of a message. */
    record Text(String locale, String subject, String body) {}

    /**
     * Delivers the message in bounded time. An exception causes a retry with the same key, which may also happen without one.
     * Called by several threads.
     */
    void deliver(Delivery delivery) throws Exception;
}

package io.perennial.effect.outreach;

import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of outgoing messages.
 *
 * @param perDay marketing messages per local day, over all journeys
 * @param perWeek marketing messages in seven local days in a row
 * @param quietFrom start of the quiet hours, local time
 * @param quietUntil end of the quiet hours, local time
 * @param page maximum number of messages per transaction of the relay
 * @param attempts after how many a message moves to dead letter
 * @param senders how many messages a node sends in parallel
 * @param templates the folder of the templates, with one folder per locale
 * @param locale for customers whose own has no templates
 */
@ConfigurationProperties("perennial.outreach")
public record OutreachTerms(
        @DefaultValue("2") int perDay,
        @DefaultValue("5") int perWeek,
        @DefaultValue("21:00") LocalTime quietFrom,
        @DefaultValue("09:00") LocalTime quietUntil,
        @DefaultValue("200") int page,
        @DefaultValue("12") int attempts,
        @DefaultValue("8") int senders,
        @DefaultValue("./config/messages") String templates,
        @DefaultValue("zh") String locale,
        @DefaultValue Webhook webhook,
        @DefaultValue Mail mail) {

    /**
     * The webhook that receives messages.
     *
     * @param secret the key of the signatures
     * @param timeout for one message, from connecting to the end of the answer
     */
    public record Webhook(
            String url, String secret, @DefaultValue("5s") Duration timeout) {}

    /**
     * Mail to customers.
     *
     * @param to address template with {customerId} or {phone}
     */
    public record Mail(String from, String to) {}
}

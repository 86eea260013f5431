package io.perennial.effect.outreach;

import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When and how often customers may be written to, and how.
 *
 * @param perDay marketing messages a local day, over all journeys
 * @param perWeek marketing messages in seven local days in a row
 * @param quietFrom when the quiet hours begin, local time
 * @param quietUntil when they are over
 * @param page how many messages one transaction of the relay sends at most
 * @param attempts after how many a message is given up
 * @param senders how many messages a node hands over at once
 * @param templates the folder of the templates, with one folder a locale
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
     * Where a webhook hears of messages.
     *
     * @param secret the key of the signatures
     * @param timeout for one message, from connecting to the end of the answer
     */
    public record Webhook(
            String url, String secret, @DefaultValue("5s") Duration timeout) {}

    /**
     * Mail to customers.
     *
     * @param to their address, made of {customerId} or {phone}
     */
    public record Mail(String from, String to) {}
}

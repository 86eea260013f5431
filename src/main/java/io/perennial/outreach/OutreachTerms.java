package io.perennial.outreach;

import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When and how often customers may be written to.
 *
 * @param perDay marketing messages a local day, over all journeys
 * @param perWeek marketing messages in seven local days in a row
 * @param quietFrom when the quiet hours begin, local time
 * @param quietUntil when they are over
 * @param page how many messages one transaction of the relay sends at most
 */
@ConfigurationProperties("perennial.outreach")
public record OutreachTerms(
        @DefaultValue("2") int perDay,
        @DefaultValue("5") int perWeek,
        @DefaultValue("21:00") LocalTime quietFrom,
        @DefaultValue("09:00") LocalTime quietUntil,
        @DefaultValue("200") int page) {}

package io.perennial.customer.channel;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a channel cost on a day.
 *
 * @param cost yuan
 * @param clicks null when not known
 */
record ChannelCost(String channel, LocalDate date, BigDecimal cost, Integer clicks) {}

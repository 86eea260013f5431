package io.perennial.customer.channel;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Cost of a channel on one day.
 *
 * @param cost yuan
 * @param clicks null if unknown
 */
record ChannelCost(String channel, LocalDate date, BigDecimal cost, Integer clicks) {}

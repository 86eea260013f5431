package io.perennial.learning.value;

import java.math.BigDecimal;

/**
 * What the customers are worth whom a channel brought in one month; money in yuan.
 *
 * @param month               of registration, such as 2026-01
 * @param buyers              those who have bought
 * @param expectedAlive       how many of the buyers are expected to buy again some day; null while nothing is learned
 * @param margin              earned by their orders so far
 * @param predictedMargin     of the months to come, discounted
 * @param expectedLoss        of the credit they use
 * @param lifetimeValue       margin and predicted margin, less the loss
 * @param cost                of the channel in that month; null when it has none
 * @param costPerRegistration null without costs
 * @param valuePerCustomer    lifetime value of one who registered
 * @param valueToCost         lifetime value over cost; null without costs
 * @param paybackMonths       calendar months after that of registration, by whose end the margin made up for the cost; null
 *                            while it has not
 */
public record ChannelValue(
        String channel,
        String month,
        long customers,
        long buyers,
        Double expectedAlive,
        BigDecimal margin,
        BigDecimal predictedMargin,
        BigDecimal expectedLoss,
        BigDecimal lifetimeValue,
        BigDecimal cost,
        BigDecimal costPerRegistration,
        BigDecimal valuePerCustomer,
        BigDecimal valueToCost,
        Integer paybackMonths) {}

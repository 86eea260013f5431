package io.perennial.learning.value;

import java.math.BigDecimal;

/**
 * Value of the customers that registered through one channel in one month; money in yuan.
 *
 * @param month               of registration, such as 2026-01
 * @param buyers              customers with at least one order
 * @param expectedAlive       how many of the buyers are expected to buy again; null until a model exists
 * @param margin              earned by their orders so far
 * @param predictedMargin     of the coming months, discounted
 * @param expectedLoss        on the credit they use
 * @param lifetimeValue       margin plus predicted margin, less the expected loss
 * @param cost                of the channel in that month; null when none is recorded
 * @param costPerRegistration null without costs
 * @param valuePerCustomer    lifetime value per registered customer
 * @param valueToCost         lifetime value divided by cost; null without costs
 * @param paybackMonths       calendar months after the month of registration until the margin covers the cost; null until then
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

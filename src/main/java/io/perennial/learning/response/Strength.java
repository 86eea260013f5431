package io.perennial.learning.response;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One strength of a tuned offer.
 *
 * @param strength  in the unit of the offer's value: yuan, or periods
 * @param share     of the customers who get it, from 0 to 1
 * @param customers observed, weighted down with age
 * @param reward    margin after the coupon's cost, yuan per customer
 * @param variance  of the reward between customers
 * @param learnedAt null before the first night
 */
public record Strength(
        String offer,
        BigDecimal strength,
        double share,
        double customers,
        double reward,
        double variance,
        Instant learnedAt) {}

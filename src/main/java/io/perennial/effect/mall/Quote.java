package io.perennial.effect.mall;

import java.math.BigDecimal;
import java.util.List;

/**
 * The ways to pay for a purchase, cheapest first per period count.
 *
 * @param price yuan
 * @param available the available limit, in yuan
 * @param plans by periods; empty where nothing is offered
 */
public record Quote(
        String customerId, String category, String product, BigDecimal price, BigDecimal available, List<Plan> plans) {}

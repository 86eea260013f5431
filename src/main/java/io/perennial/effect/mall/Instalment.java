package io.perennial.effect.mall;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * One payment of a schedule, in yuan.
 *
 * @param no 1 for the first
 */
public record Instalment(int no, LocalDate dueOn, BigDecimal principal, BigDecimal interest, BigDecimal fee) {

    /** The amount due. */
    BigDecimal payment() {
        return principal.add(interest).add(fee);
    }
}

package io.perennial.effect.credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A limit that an assessment names.
 *
 * @param key the request key, one per assessment
 * @param seq the number the assessment was stored under: of raises made at its instant those with a larger one follow it
 * @param limit yuan
 * @param cap the highest limit allowed, in yuan
 */
public record Assessment(
        String key, String customerId, Instant assessedAt, long seq, BigDecimal limit, BigDecimal cap, String cause) {

    public Assessment(
            String key, String customerId, Instant assessedAt, BigDecimal limit, BigDecimal cap, String cause) {
        this(key, customerId, assessedAt, Long.MAX_VALUE, limit, cap, cause);
    }
}

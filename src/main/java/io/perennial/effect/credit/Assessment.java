package io.perennial.effect.credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The limit of a credit assessment.
 *
 * @param key request key, unique per assessment
 * @param seq sequence number of the assessment: raises at the same instant with a larger number come after it
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

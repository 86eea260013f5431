package io.perennial.credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A limit that an assessment names.
 *
 * @param key the request key, one per assessment
 * @param limit yuan
 * @param cap the highest limit allowed, in yuan
 */
public record Assessment(
        String key, String customerId, Instant assessedAt, BigDecimal limit, BigDecimal cap, String cause) {}

package io.perennial.platform.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * Something that somebody changed.
 *
 * @param no      counts up without a gap
 * @param actor   the user; {@code house} where the house did it by itself
 * @param action  what was done: {@code CUSTOMER_ERASED}, {@code MODEL_DEPLOYED}, {@code TASK_COMPLETED}, {@code USER_CREATE} …
 * @param subject whom or what it was done to
 * @param detail  a JSON object
 * @param hash    SHA-256 over this entry and the hash of the one before
 */
public record AuditEntry(
        long no,
        Instant at,
        String actor,
        String action,
        String subject,
        @JsonRawValue @Schema(type = "object") String detail,
        String hash) {}

package io.perennial.platform.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * One manual change.
 *
 * @param no      sequence number without gaps
 * @param actor   user id; {@code system} where the application acted without a user
 * @param action  what was done: {@code CUSTOMER_ERASED}, {@code MODEL_DEPLOYED}, {@code TASK_COMPLETED}, {@code USER_CREATE} …
 * @param subject customer, model, user or other object of the action
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

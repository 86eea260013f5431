package io.perennial.effect.holdout;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Effects that were due and did not happen, each with its reason. */
@Component
public class WithheldLog {

    /** Why an effect did not happen, or not yet. */
    public enum Reason {
        HOLDOUT,
        NO_CONSENT,
        QUIET_HOURS,
        CAPPED,
        BUDGET,
        RISK,
        CAPACITY;

        /** Whether the same effect, asked for again under its key, may happen after all. */
        public boolean isTemporary() {
            return this != HOLDOUT;
        }
    }

    /**
     * One withheld effect.
     *
     * @param effect the name of the effect as the timeline knows it, such as COUPON_ISSUED
     * @param what which one: an offer, a template
     */
    public record WithheldEffect(
            String key, String customerId, String effect, String what, Reason reason, String cause) {

        /** Whether it speaks of the same effect; the reason may differ. */
        public boolean isOf(String otherCustomerId, String otherEffect, String otherWhat) {
            return customerId.equals(otherCustomerId) && effect.equals(otherEffect) && what.equals(otherWhat);
        }
    }

    private final HoldoutRepository repository;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    WithheldLog(HoldoutRepository repository, SequenceIds sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Records why an effect did not happen, once per key and reason, however often it is asked for again.
     *
     * @throws ApiException KEY_REUSED when the key stands for another effect
     */
    @Transactional
    public void record(String key, String customerId, String effect, String what, Reason reason, String cause) {
        if (!reasonsOf(key, customerId, effect, what).contains(reason)) {
            recordAll(List.of(new WithheldEffect(key, customerId, effect, what, reason, cause)));
        }
    }

    /**
     * The reasons for which the effect of this key was withheld so far.
     *
     * @throws ApiException KEY_REUSED when the key stands for another effect
     */
    public Set<Reason> reasonsOf(String key, String customerId, String effect, String what) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        for (WithheldEffect refusal : repository.refusals(List.of(key))) {
            if (!refusal.isOf(customerId, effect, what)) {
                throw ApiException.keyReused(key);
            }
            reasons.add(refusal.reason());
        }
        return reasons;
    }

    /**
     * Why the effect of this key stays withheld; empty when it was not withheld, or only for reasons that may have passed.
     *
     * @throws ApiException KEY_REUSED when the key stands for another effect
     */
    public Optional<Reason> permanentReason(String key, String customerId, String effect, String what) {
        return reasonsOf(key, customerId, effect, what).stream()
                .filter(reason -> !reason.isTemporary())
                .findFirst();
    }

    /** What was withheld under these keys, by key. */
    public Map<String, List<WithheldEffect>> findAll(Collection<String> keys) {
        return repository.refusals(keys).stream().collect(Collectors.groupingBy(WithheldEffect::key));
    }

    /** Records many, whose keys and reasons are known to be new, in one batch. */
    @Transactional
    public void recordAll(List<WithheldEffect> refusals) {
        Instant now = clock.instant();
        repository.insertRefusals(refusals, now, sequence);
    }
}

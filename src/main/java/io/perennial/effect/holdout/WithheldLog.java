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

/** Log of effects that were due and were withheld, with the reason of each. */
@Component
public class WithheldLog {

    /** Why an effect was withheld or delayed. */
    public enum Reason {
        HOLDOUT,
        NO_CONSENT,
        QUIET_HOURS,
        CAPPED,
        BUDGET,
        RISK,
        CAPACITY;

        /** Whether a repeated request with the same key may still lead to the effect. */
        public boolean isTemporary() {
            return this != HOLDOUT;
        }
    }

    /**
     * One withheld effect.
     *
     * @param effect the effect's name in the timeline, such as COUPON_ISSUED
     * @param what the offer, template or limit it concerns
     */
    public record WithheldEffect(
            String key, String customerId, String effect, String what, Reason reason, String cause) {

        /** Whether it is the same effect; the reason may differ. */
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
     * Records why an effect was withheld, once per key and reason.
     *
     * @throws ApiException KEY_REUSED when the key was used for another effect
     */
    @Transactional
    public void record(String key, String customerId, String effect, String what, Reason reason, String cause) {
        if (!reasonsOf(key, customerId, effect, what).contains(reason)) {
            recordAll(List.of(new WithheldEffect(key, customerId, effect, what, reason, cause)));
        }
    }

    /**
     * The reasons for which the effect of this key has been withheld so far.
     *
     * @throws ApiException KEY_REUSED when the key was used for another effect
     */
    public Set<Reason> reasonsOf(String key, String customerId, String effect, String what) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        for (WithheldEffect withheldEffect : repository.withheld(List.of(key))) {
            if (!withheldEffect.isOf(customerId, effect, what)) {
                throw ApiException.keyReused(key);
            }
            reasons.add(withheldEffect.reason());
        }
        return reasons;
    }

    /**
     * Why the effect of this key stays withheld; empty when it was not withheld, or for temporary reasons only.
     *
     * @throws ApiException KEY_REUSED when the key was used for another effect
     */
    public Optional<Reason> permanentReason(String key, String customerId, String effect, String what) {
        return reasonsOf(key, customerId, effect, what).stream()
                .filter(reason -> !reason.isTemporary())
                .findFirst();
    }

    /** The effects withheld under these keys, by key. */
    public Map<String, List<WithheldEffect>> findAll(Collection<String> keys) {
        return repository.withheld(keys).stream().collect(Collectors.groupingBy(WithheldEffect::key));
    }

    /** Records many effects, whose keys and reasons must be new, in one batch. */
    @Transactional
    public void recordAll(List<WithheldEffect> effects) {
        Instant now = clock.instant();
        repository.insertWithheld(effects, now, sequence);
    }
}

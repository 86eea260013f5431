package io.perennial.feedback;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Effects that were due and did not happen, each with its reason. */
@Component
public class Withheld {

    /** Why an effect did not happen, or not yet. */
    public enum Reason {
        HOLDOUT,
        NO_CONSENT,
        QUIET_HOURS,
        CAPPED,
        BUDGET,
        RISK,
        CAPACITY
    }

    /**
     * One withheld effect.
     *
     * @param effect the name of the effect as the timeline knows it, such as COUPON_ISSUED
     * @param what which one: an offer, a template
     */
    public record Refusal(String key, String customerId, String effect, String what, Reason reason, String cause) {

        /** Whether it speaks of the same effect; the reason may differ. */
        public boolean isOf(String otherCustomerId, String otherEffect, String otherWhat) {
            return customerId.equals(otherCustomerId) && effect.equals(otherEffect) && what.equals(otherWhat);
        }
    }

    private final FeedbackRepository repository;
    private final Sequence sequence;
    private final BusinessClock clock;

    Withheld(FeedbackRepository repository, Sequence sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Records why an effect did not happen. Done again with the same key it changes nothing.
     *
     * @return the reason, the first one recorded under this key
     * @throws Refused KEY_REUSED when the key stands for another effect
     */
    @Transactional
    public Reason record(String key, String customerId, String effect, String what, Reason reason, String cause) {
        return earlier(key, customerId, effect, what).orElseGet(() -> {
            recordAll(List.of(new Refusal(key, customerId, effect, what, reason, cause)));
            return reason;
        });
    }

    /**
     * Why the effect of this key was withheld, if it was.
     *
     * @throws Refused KEY_REUSED when the key stands for another effect
     */
    public Optional<Reason> earlier(String key, String customerId, String effect, String what) {
        Refusal earlier = repository.refusals(List.of(key)).get(key);
        if (earlier == null) {
            return Optional.empty();
        }
        if (!earlier.isOf(customerId, effect, what)) {
            throw Refused.keyReused(key);
        }
        return Optional.of(earlier.reason());
    }

    /** What was withheld under these keys, by key. */
    public Map<String, Refusal> earlier(Collection<String> keys) {
        return repository.refusals(keys);
    }

    /** Records many, whose keys are known to be new, in one batch. */
    @Transactional
    public void recordAll(List<Refusal> refusals) {
        Instant now = clock.instant();
        repository.insertRefusals(refusals, now, sequence);
    }
}

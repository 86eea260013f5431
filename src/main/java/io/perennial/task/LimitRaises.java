package io.perennial.task;

import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.credit.Account;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.credit.LimitChangeResult;
import io.perennial.effect.credit.LimitChangeResult.LimitChangeOutcome;
import io.perennial.effect.credit.RiskGate;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.journey.ApprovalDecision;
import io.perennial.journey.ApprovalSubject;
import io.perennial.journey.Approvals;
import io.perennial.journey.CustomerState;
import io.perennial.journey.Journeys;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.task.step.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Limit raises that come with a tier: once per entry into the tier, within the cap, with an approval above a threshold, and not
 * within a configured time after a refusal.
 */
@Component
class LimitRaises {

    private static final String LIMIT_CAP = "limit-cap";

    /** Planned raise in yuan, and whether it needs an approval. */
    record Plan(BigDecimal by, boolean approvalNeeded) {}

    private final Journeys journeys;
    private final CreditService credit;
    private final RiskGate riskGate;
    private final Decisions decisions;
    private final ProfileService profiles;
    private final Approvals verdicts;
    private final BusinessClock clock;
    private final BigDecimal share;
    private final BigDecimal approvalAbove;
    private final int refusedDays;

    LimitRaises(
            Journeys journeys,
            CreditService credit,
            RiskGate riskGate,
            Decisions decisions,
            ProfileService profiles,
            Approvals verdicts,
            BusinessClock clock,
            @Value("${perennial.credit.raise-share:0.2}") BigDecimal share,
            @Value("${perennial.credit.limit-approval-above:20000}") BigDecimal approvalAbove,
            @Value("${perennial.credit.raise-refused-days:90}") int refusedDays) {
        this.journeys = journeys;
        this.credit = credit;
        this.riskGate = riskGate;
        this.decisions = decisions;
        this.profiles = profiles;
        this.verdicts = verdicts;
        this.clock = clock;
        this.share = share;
        this.approvalAbove = approvalAbove;
        this.refusedDays = refusedDays;
    }

    Plan plan(Step step) {
        String customerId = step.customerId();
        Account account = credit.account(customerId);
        boolean refused = !verdicts.refused(Set.of(customerId), ApprovalSubject.LIMIT_RAISE)
                .isEmpty();
        if (account.frozen() || refused || credit.isRecorded(key(customerId))) {
            return new Plan(BigDecimal.ZERO, false);
        }
        BigDecimal asked = asked(account);
        BigDecimal change = resulting(account, asked, cap(step));
        // A raise that the risk gate refuses is still requested, so that the timeline has the reason, but needs no
        // approval.
        boolean approvalNeeded = change.compareTo(approvalAbove) > 0
                && riskGate.check(customerId).isEmpty();
        return new Plan(change.signum() > 0 ? change : asked, approvalNeeded);
    }

    /** Applies the raise, within the current share and cap; a refusal for a temporary risk does not block later raises. */
    LimitChangeResult raise(Step step, BigDecimal planned) {
        String customerId = step.customerId();
        Account account = credit.account(customerId);
        BigDecimal by = planned.min(asked(account));
        BigDecimal cap = cap(step);
        BigDecimal change = resulting(account, by, cap);
        if (change.compareTo(approvalAbove) > 0
                && riskGate.check(customerId).isEmpty()
                && !verdicts.isGranted(customerId, ApprovalSubject.LIMIT_RAISE, step.processInstanceId())) {
            throw new IllegalStateException(
                    "A raise by " + change.toPlainString() + " yuan needs an approval, and there is none");
        }
        LimitChangeResult made = credit.raise(key(customerId), customerId, by, cap, step.cause());
        if (made.outcome() == LimitChangeOutcome.WITHHELD) {
            verdicts.record(new ApprovalDecision(
                    step.key(),
                    customerId,
                    ApprovalSubject.LIMIT_RAISE,
                    false,
                    step.processInstanceId(),
                    made.reason() == Reason.RISK ? clock.instant() : refusedUntil(),
                    step.cause(),
                    null));
        }
        return made;
    }

    private BigDecimal asked(Account account) {
        return account.limit().multiply(share).setScale(0, RoundingMode.DOWN);
    }

    BigDecimal cap(Step step) {
        DecisionRecord decision = decisions.decide(
                LIMIT_CAP,
                step.customerId(),
                profiles.facts(step.customerId(), decisions.inputs(LIMIT_CAP)),
                step.cause());
        decisions.save(List.of(decision));
        return new BigDecimal(decision.output("limitCap").toString());
    }

    /** The instant until which a refusal of now blocks further raises. */
    Instant refusedUntil() {
        return clock.instant().plus(refusedDays, ChronoUnit.DAYS);
    }

    private static BigDecimal resulting(Account account, BigDecimal by, BigDecimal cap) {
        return account.limit().add(by).min(cap).subtract(account.limit()).max(BigDecimal.ZERO);
    }

    /** The key of one raise per entry into a tier; each refusal gives a new key, so that it can be requested again. */
    private String key(String customerId) {
        CustomerState standing = journeys.lock(customerId);
        long refusals = verdicts.refusals(customerId, ApprovalSubject.LIMIT_RAISE);
        String key = "raise:" + customerId + ":" + standing.tierSince();
        return refusals == 0 ? key : key + ":" + refusals;
    }
}

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
 * Raises of the limit that come with a tier: once each time the customer enters it, within the cap, above a threshold only
 * with somebody's approval, and after a refusal not again for a while.
 */
@Component
class LimitRaises {

    private static final String LIMIT_CAP = "limit-cap";

    /** A raise to be made, by how many yuan, and whether somebody must approve it first. */
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
        // A raise that cannot be is still asked for, so that the timeline says why there is none; but nobody is to
        // approve it.
        boolean approvalNeeded = change.compareTo(approvalAbove) > 0
                && riskGate.check(customerId).isEmpty();
        return new Plan(change.signum() > 0 ? change : asked, approvalNeeded);
    }

    /** Makes the raise, within the share and the cap as of now, whatever was planned; a risk that passes is no refusal. */
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
                    "A raise by " + change.toPlainString() + " yuan needs an approval, and nobody gave one");
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

    /** When a refusal given now is forgotten. */
    Instant refusedUntil() {
        return clock.instant().plus(refusedDays, ChronoUnit.DAYS);
    }

    private static BigDecimal resulting(Account account, BigDecimal by, BigDecimal cap) {
        return account.limit().add(by).min(cap).subtract(account.limit()).max(BigDecimal.ZERO);
    }

    /** One raise each time a customer enters a tier; one that was refused may be asked for again under another key. */
    private String key(String customerId) {
        CustomerState standing = journeys.lock(customerId);
        long refusals = verdicts.refusals(customerId, ApprovalSubject.LIMIT_RAISE);
        String key = "raise:" + customerId + ":" + standing.tierSince();
        return refusals == 0 ? key : key + ":" + refusals;
    }
}

package io.perennial.task;

import io.perennial.benefit.BenefitService;
import io.perennial.credit.Account;
import io.perennial.credit.CreditService;
import io.perennial.journey.Journeys;
import io.perennial.journey.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Grants the standing benefits named in {@code benefits} and withdraws those no longer due. LIMIT_RAISE among them is planned
 * once each time the customer enters a tier: {@code limitRaise} yuan, with {@code approvalNeeded} above a threshold.
 */
@Component
class SettleBenefits extends CustomerStep {

    private static final String LIMIT_RAISE = "LIMIT_RAISE";

    private final Journeys journeys;
    private final BenefitService benefits;
    private final CreditService credit;
    private final BigDecimal raiseShare;
    private final BigDecimal approvalAbove;

    SettleBenefits(
            Journeys journeys,
            BenefitService benefits,
            CreditService credit,
            @Value("${perennial.credit.raise-share:0.2}") BigDecimal raiseShare,
            @Value("${perennial.credit.limit-approval-above:20000}") BigDecimal approvalAbove) {
        super(journeys);
        this.journeys = journeys;
        this.benefits = benefits;
        this.credit = credit;
        this.raiseShare = raiseShare;
        this.approvalAbove = approvalAbove;
    }

    @Override
    void act(Step step) {
        Set<String> due = new LinkedHashSet<>(step.words("benefits"));
        boolean raiseDue = due.remove(LIMIT_RAISE);
        benefits.settle(step.key(), step.customerId(), due, step.cause());
        BigDecimal raise = raiseDue ? raise(step.customerId()) : BigDecimal.ZERO;
        step.set(JourneyVariables.LIMIT_RAISE, raise.doubleValue());
        step.set(JourneyVariables.APPROVAL_NEEDED, raise.compareTo(approvalAbove) > 0);
    }

    /** One raise each time a customer enters a tier. */
    static String raiseKey(Standing standing) {
        return "raise:" + standing.customerId() + ":" + standing.tierSince();
    }

    private BigDecimal raise(String customerId) {
        Standing standing = journeys.lock(customerId);
        Account account = credit.account(customerId);
        if (account.frozen() || credit.happened(raiseKey(standing))) {
            return BigDecimal.ZERO;
        }
        return account.limit().multiply(raiseShare).setScale(0, RoundingMode.DOWN);
    }
}

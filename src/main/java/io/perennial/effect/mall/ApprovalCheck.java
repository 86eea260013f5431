package io.perennial.effect.mall;

import io.perennial.customer.profile.ProfileService;
import io.perennial.effect.credit.RiskGate;
import io.perennial.effect.mall.Application.Status;
import io.perennial.effect.mall.Eligibility.EligibilityOutcome;
import io.perennial.effect.mall.Eligibility.EligibilityResult;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Checks at the moment of the approval whether an application may still be approved. */
@Component
class ApprovalCheck {

    private final ProfileService profiles;
    private final RiskGate riskGate;
    private final Eligibility eligibility;

    ApprovalCheck(ProfileService profiles, RiskGate riskGate, Eligibility eligibility) {
        this.profiles = profiles;
        this.riskGate = riskGate;
        this.eligibility = eligibility;
    }

    /** The code of the reason to decline: cancelled order, credit risk, or eligibility lost during the review. */
    Optional<String> declineReason(Application application, String cause) {
        if (profiles.isCancelled(application.customerId(), application.mallOrderId())) {
            return Optional.of(Reason.CANCELLED.name());
        }
        Optional<RiskGate.Objection> objection = riskGate.check(application.customerId());
        if (objection.isPresent()) {
            return Optional.of(
                    switch (objection.get()) {
                        case FROZEN -> Reason.FROZEN.name();
                        case AT_RISK -> Reason.AT_RISK.name();
                        case FACTS_MISSING -> Reason.TRY_LATER.name();
                    });
        }
        if (application.status() != Status.IN_REVIEW) {
            return Optional.empty();
        }
        EligibilityResult result = eligibility.evaluateForApproval(application, cause);
        return result.outcome() == EligibilityOutcome.DECLINE ? Optional.of(result.reasonCode()) : Optional.empty();
    }
}

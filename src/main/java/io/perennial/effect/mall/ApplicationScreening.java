package io.perennial.effect.mall;

import io.perennial.customer.profile.ProfileService;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.mall.Eligibility.EligibilityOutcome;
import io.perennial.effect.mall.Eligibility.EligibilityResult;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Declines applications that need no process: cancelled order, unusable coupon, another application in review. */
@Component
class ApplicationScreening {

    private final ApplicationRepository repository;
    private final ProfileService profiles;
    private final Eligibility eligibility;

    ApplicationScreening(ApplicationRepository repository, ProfileService profiles, Eligibility eligibility) {
        this.repository = repository;
        this.profiles = profiles;
        this.eligibility = eligibility;
    }

    /** The code of the reason to decline the application at once; empty when its process should decide. */
    Optional<String> declineReason(PricedApplication priced) {
        Application application = priced.application();
        Coupon coupon = priced.coupon();
        if (profiles.isCancelled(application.customerId(), application.mallOrderId())) {
            return Optional.of(Reason.CANCELLED.name());
        }
        if (application.couponId() != null && coupon == null) {
            return Optional.of(Reason.UNKNOWN_COUPON.name());
        }
        if (coupon != null && !priced.couponApplies()) {
            return Optional.of(Reason.NOT_APPLICABLE.name());
        }
        if (repository.anyInReview(application.customerId())) {
            EligibilityResult result = eligibility.evaluate(
                    application.customerId(),
                    priced.facts(),
                    application.terms().principal());
            boolean declined = result.outcome() == EligibilityOutcome.DECLINE;
            return Optional.of(declined ? result.reasonCode() : Reason.OTHER_IN_REVIEW.name());
        }
        return Optional.empty();
    }
}

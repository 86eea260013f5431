package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Puts applications in review by a person. */
@Service
public class ApplicationReview {

    /** The variable of a review: whether its application could be approved now. */
    public static final String ELIGIBLE_NOW = "eligibleNow";

    private final ApplicationFinder applications;
    private final ApplicationRepository repository;
    private final Eligibility eligibility;
    private final BusinessClock clock;

    ApplicationReview(
            ApplicationFinder applications,
            ApplicationRepository repository,
            Eligibility eligibility,
            BusinessClock clock) {
        this.applications = applications;
        this.repository = repository;
        this.eligibility = eligibility;
        this.clock = clock;
    }

    /**
     * Puts an application in review.
     *
     * @param processInstanceId the process that waits for the reviewer's answer
     * @return the value of {@link #ELIGIBLE_NOW}
     * @throws ApiException ALREADY_DECIDED, UNKNOWN_APPLICATION
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String request(
            String applicationId, String customerId, String reasonCode, String processInstanceId, String cause) {
        Application application = applications.getOpen(applicationId, customerId);
        repository.setStatus(application, Status.IN_REVIEW, reasonCode, processInstanceId, clock.instant(), cause);
        return eligibility.evaluateInReview(application).note();
    }
}

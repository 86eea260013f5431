package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Declines and cancels applications that are not decided yet, and releases the limit and the coupon they hold. */
@Service
public class ApplicationDecliner {

    private final ApplicationFinder applications;
    private final ApplicationRepository repository;
    private final Reservations reservations;
    private final Journeys journeys;
    private final ProcessRuntime processes;
    private final BusinessClock clock;

    ApplicationDecliner(
            ApplicationFinder applications,
            ApplicationRepository repository,
            Reservations reservations,
            Journeys journeys,
            ProcessRuntime processes,
            BusinessClock clock) {
        this.applications = applications;
        this.repository = repository;
        this.reservations = reservations;
        this.journeys = journeys;
        this.processes = processes;
        this.clock = clock;
    }

    /**
     * Declines an application; one that is decided stays unchanged. The caller holds the customer's lock.
     *
     * @throws ApiException UNKNOWN_APPLICATION
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void decline(String applicationId, String customerId, String reasonCode, String cause) {
        decline(applications.getOwned(applicationId, customerId), reasonCode, cause);
    }

    void decline(Application application, String reasonCode, String cause) {
        if (application.status().isOpen()) {
            reservations.release(application.applicationId(), application.couponId(), cause);
            repository.setStatus(application, Status.DECLINED, reasonCode, null, clock.instant(), cause);
        }
    }

    /** Declines a new application, which holds nothing yet. */
    void declineWithoutProcess(Application application, String reasonCode) {
        repository.setStatus(application, Status.DECLINED, reasonCode, null, clock.instant(), "before the process");
    }

    /**
     * Cancels an application in review; a declined one stays declined.
     *
     * @throws ApiException ALREADY_APPROVED, UNKNOWN_APPLICATION
     */
    @Transactional
    public Application cancel(String applicationId) {
        journeys.lock(applications.get(applicationId).customerId());
        Application application = applications.get(applicationId);
        if (application.status() == Status.APPROVED) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "ALREADY_APPROVED",
                    "Application " + applicationId + " is approved; cancel its order instead.");
        }
        cancel(application, "cancelled by the shop");
        return applications.get(applicationId);
    }

    /** Declines an application whose order is cancelled, and ends its review. The caller holds the customer's lock. */
    void cancel(Application application, String cause) {
        decline(application, Reason.CANCELLED.name(), cause);
        if (application.status() == Status.IN_REVIEW) {
            processes.cancel(List.of(application.processInstanceId()), cause);
        }
    }
}

package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import java.util.List;
import org.springframework.stereotype.Component;

/** Declines applications that are not decided yet, and releases what they hold. The caller holds the customer's lock. */
@Component
class ApplicationDecliner {

    private final ApplicationRepository repository;
    private final Reservations reservations;
    private final ProcessRuntime processes;
    private final BusinessClock clock;

    ApplicationDecliner(
            ApplicationRepository repository,
            Reservations reservations,
            ProcessRuntime processes,
            BusinessClock clock) {
        this.repository = repository;
        this.reservations = reservations;
        this.processes = processes;
        this.clock = clock;
    }

    /** Declines an application; one that is decided stays as it is. */
    void decline(Application application, String reasonCode, String cause) {
        if (application.status().isOpen()) {
            reservations.release(application.applicationId(), application.couponId(), cause);
            repository.set(application, Status.DECLINED, reasonCode, null, clock.instant(), cause);
        }
    }

    /** Declines an application whose order is cancelled and ends its review. */
    void cancel(Application application, String cause) {
        decline(application, Reason.CANCELLED.name(), cause);
        if (application.status() == Status.IN_REVIEW) {
            processes.cancel(List.of(application.processInstanceId()), cause);
        }
    }
}

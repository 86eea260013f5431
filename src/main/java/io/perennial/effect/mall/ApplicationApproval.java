package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Reserves limit and coupon for an application, and approves it: issues its bills and places its order. */
@Service
public class ApplicationApproval {

    private final ApplicationFinder applications;
    private final ApplicationRepository repository;
    private final ApprovalCheck check;
    private final Reservations reservations;
    private final Bills bills;
    private final MallOrders orders;
    private final BusinessClock clock;

    ApplicationApproval(
            ApplicationFinder applications,
            ApplicationRepository repository,
            ApprovalCheck check,
            Reservations reservations,
            Bills bills,
            MallOrders orders,
            BusinessClock clock) {
        this.applications = applications;
        this.repository = repository;
        this.check = check;
        this.reservations = reservations;
        this.bills = bills;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * Reserves limit and coupon for an application, both or neither.
     *
     * @return the code of the reason why not; empty when both are reserved
     * @throws ApiException ALREADY_DECIDED, UNKNOWN_APPLICATION
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> reserve(String applicationId, String customerId, String cause) {
        Application application = applications.getOpen(applicationId, customerId);
        return reservations
                .reserve(
                        applicationId,
                        application.customerId(),
                        application.terms().principal(),
                        application.couponId(),
                        application.purchase().category(),
                        cause)
                .reasonCode();
    }

    /**
     * Approves an application, if its order is not cancelled and the customer may still be lent the principal: uses limit and
     * coupon, issues the bills and places the order. The customer's credit balance pays the bills first.
     *
     * @return the code of the reason why not; empty when the order is placed
     * @throws ApiException ALREADY_DECIDED, UNKNOWN_APPLICATION
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> approve(String applicationId, String customerId, String cause) {
        Application application = applications.getOpen(applicationId, customerId);
        Optional<String> refusal = check.declineReason(application, cause)
                .or(() -> reservations
                        .use(
                                applicationId,
                                application.couponId(),
                                application.mallOrderId(),
                                application.couponCost(),
                                cause)
                        .reasonCode());
        if (refusal.isEmpty()) {
            Instant now = clock.instant();
            bills.issue(application, now);
            repository.setStatus(application, Status.APPROVED, null, null, now, cause);
            bills.applyCreditBalance(customerId, "approved:" + applicationId);
            orders.place(application, now);
        }
        return refusal;
    }
}

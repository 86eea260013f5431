package io.perennial.effect.mall;

import io.perennial.platform.api.ApiException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds applications and checks their owner and state. */
@Component
class ApplicationFinder {

    private final ApplicationRepository repository;

    ApplicationFinder(ApplicationRepository repository) {
        this.repository = repository;
    }

    /** @throws ApiException UNKNOWN_APPLICATION */
    Application get(String applicationId) {
        return repository
                .find(applicationId)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.NOT_FOUND, "UNKNOWN_APPLICATION", "There is no application " + applicationId + "."));
    }

    /**
     * The customer's application.
     *
     * @throws ApiException UNKNOWN_APPLICATION
     * @throws IllegalArgumentException when it belongs to another customer
     */
    Application getOwned(String applicationId, String customerId) {
        Application application = get(applicationId);
        if (!application.customerId().equals(customerId)) {
            throw new IllegalArgumentException("Application " + applicationId + " belongs to another customer");
        }
        return application;
    }

    /**
     * The customer's application, which must not be decided yet.
     *
     * @throws ApiException UNKNOWN_APPLICATION; ALREADY_DECIDED, for instance by a cancellation during a review
     */
    Application getOpen(String applicationId, String customerId) {
        Application application = getOwned(applicationId, customerId);
        if (!application.status().isOpen()) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "ALREADY_DECIDED",
                    "Application " + applicationId + " is " + application.status() + ". 该申请已有结果。");
        }
        return application;
    }
}

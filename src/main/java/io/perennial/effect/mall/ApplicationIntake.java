package io.perennial.effect.mall;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Sha256;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Receives applications to pay in instalments. An application is stored, decided by its process and answered in one
 * transaction that holds the customer's lock; only a review by a person takes longer. Until it is decided it holds limit and
 * coupon, afterwards it has used both or released both. While one application of a customer is in review, further ones are
 * declined.
 */
@Service
class ApplicationIntake {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationIntake.class);
    private static final int ATTEMPTS = 8;

    private final ApplicationRepository repository;
    private final PurchaserResolver customers;
    private final ApplicationPricing pricing;
    private final ApplicationScreening screening;
    private final ApplicationProcess process;
    private final ApplicationDecliner decliner;
    private final TransactionTemplate transaction;

    ApplicationIntake(
            ApplicationRepository repository,
            PurchaserResolver customers,
            ApplicationPricing pricing,
            ApplicationScreening screening,
            ApplicationProcess process,
            ApplicationDecliner decliner,
            PlatformTransactionManager transactions) {
        this.repository = repository;
        this.customers = customers;
        this.pricing = pricing;
        this.screening = screening;
        this.process = process;
        this.decliner = decliner;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Submits an application and returns it in its current state; so does the same application again.
     *
     * @throws ApiException KEY_REUSED, NO_SUCH_PLAN, UNKNOWN_CUSTOMER, ERASED
     */
    Application submit(String applicationId, Purchase purchase, int periods, String couponId) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> submitOnce(applicationId, purchase, periods, couponId));
            } catch (ConcurrencyFailureException | DuplicateKeyException conflict) {
                if (attempt == ATTEMPTS) {
                    throw conflict;
                }
                LOG.debug("Application {} is retried after a conflict", applicationId, conflict);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(10L << attempt)));
            }
        }
    }

    private Application submitOnce(String applicationId, Purchase sent, int periods, String couponId) {
        Purchase purchase = sent.withCustomer(customers.resolveAndLock(sent.customerId()));
        String hash = hash(sent, periods, couponId);
        Optional<Application> earlier = repository.find(applicationId);
        if (earlier.isPresent()) {
            if (!earlier.get().hash().equals(hash)) {
                throw ApiException.keyReused(applicationId);
            }
            return earlier.get();
        }
        PricedApplication priced = pricing.price(applicationId, hash, purchase, periods, couponId);
        repository.insert(priced.application());
        screening
                .declineReason(priced)
                .ifPresentOrElse(
                        reasonCode -> decliner.declineWithoutProcess(priced.application(), reasonCode),
                        () -> process.start(priced));
        return repository.find(applicationId).orElseThrow();
    }

    private static String hash(Purchase sent, int periods, String couponId) {
        return Sha256.hex(String.join(
                "\n",
                sent.customerId(),
                sent.category(),
                sent.product(),
                sent.price().toPlainString(),
                Integer.toString(periods),
                String.valueOf(couponId)));
    }
}

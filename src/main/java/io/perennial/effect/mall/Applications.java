package io.perennial.effect.mall;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.customer.event.EventIntake;
import io.perennial.customer.event.EventType;
import io.perennial.customer.event.IntakeResult;
import io.perennial.customer.event.NewEvent;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileRefresh;
import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.Decisions;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.credit.RiskGate;
import io.perennial.effect.mall.Application.Status;
import io.perennial.effect.mall.Eligibility.Answer;
import io.perennial.effect.mall.Eligibility.Verdict;
import io.perennial.effect.mall.PlanCalculator.Deal;
import io.perennial.effect.mall.PlanCalculator.Offered;
import io.perennial.effect.mall.PlanCalculator.Offers;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Sha256;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.clock.Zones;
import io.perennial.platform.engine.runtime.ProcessListener;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applications to pay in instalments. One is received, decided by the process {@code installment-application} and answered in
 * one transaction that holds the customer's lock; only a review by a person takes longer. Until it is decided it holds limit and
 * coupon, afterwards it has used both or released both. While one application of a customer is in review, further ones are
 * declined.
 */
@Service
public class Applications implements ProcessListener {

    /** The variable of a review that says whether its application could be approved now. */
    public static final String ELIGIBLE_NOW = "eligibleNow";

    static final String PROCESS = "installment-application";
    private static final Logger LOG = LoggerFactory.getLogger(Applications.class);
    private static final int ATTEMPTS = 8;

    private final ApplicationRepository repository;
    private final Bills bills;
    private final PlanCalculator offering;
    private final Eligibility eligibility;
    private final Reservations reservations;
    private final RiskGate riskGate;
    private final CouponService coupons;
    private final ProfileService profiles;
    private final ProfileRefresh refresh;
    private final Decisions decisions;
    private final Journeys journeys;
    private final ApplicationDecliner decliner;
    private final EventIntake events;
    private final PurchaserResolver customers;
    private final BusinessClock clock;
    private final Zones zones;
    private final ObjectMapper json;
    private final TransactionTemplate transaction;

    Applications(
            ApplicationRepository repository,
            Bills bills,
            PlanCalculator offering,
            Eligibility eligibility,
            Reservations reservations,
            RiskGate riskGate,
            CouponService coupons,
            ProfileService profiles,
            ProfileRefresh refresh,
            Decisions decisions,
            Journeys journeys,
            ApplicationDecliner decliner,
            EventIntake events,
            PurchaserResolver customers,
            BusinessClock clock,
            Zones zones,
            ObjectMapper json,
            PlatformTransactionManager transactions) {
        this.repository = repository;
        this.bills = bills;
        this.offering = offering;
        this.eligibility = eligibility;
        this.reservations = reservations;
        this.riskGate = riskGate;
        this.coupons = coupons;
        this.profiles = profiles;
        this.refresh = refresh;
        this.decisions = decisions;
        this.journeys = journeys;
        this.decliner = decliner;
        this.events = events;
        this.customers = customers;
        this.clock = clock;
        this.zones = zones;
        this.json = json;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Takes an application and says what came of it; the same again gets the same answer, as it stands by then.
     *
     * @throws ApiException KEY_REUSED, NO_SUCH_PLAN, UNKNOWN_CUSTOMER, ERASED
     */
    Application apply(String applicationId, Purchase purchase, int periods, String couponId) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> applyOnce(applicationId, purchase, periods, couponId));
            } catch (ConcurrencyFailureException | DuplicateKeyException lost) {
                if (attempt == ATTEMPTS) {
                    throw lost;
                }
                LOG.debug("Application {} lost a race and is taken again", applicationId, lost);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(10L << attempt)));
            }
        }
    }

    private Application applyOnce(String applicationId, Purchase asked, int periods, String couponId) {
        String customerId = customers.resolve(asked.customerId());
        journeys.lock(customerId);
        if (!customers.resolve(asked.customerId()).equals(customerId)) {
            throw new PessimisticLockingFailureException("The customer was merged into another");
        }
        String hash = Sha256.hex(String.join(
                "\n",
                asked.customerId(),
                asked.category(),
                asked.product(),
                asked.price().toPlainString(),
                Integer.toString(periods),
                String.valueOf(couponId)));
        Optional<Application> earlier = repository.find(applicationId);
        if (earlier.isPresent()) {
            if (!earlier.get().hash().equals(hash)) {
                throw ApiException.keyReused(applicationId);
            }
            return earlier.get();
        }
        return begin(applicationId, hash, asked.by(customerId), periods, couponId);
    }

    private Application begin(String applicationId, String hash, Purchase purchase, int periods, String couponId) {
        Profile profile = refresh.preview(purchase.customerId());
        Map<String, Object> facts = profiles.facts(profile).asMap();
        LocalDate today = LocalDate.ofInstant(clock.instant(), profile.zone());
        Offers offers = offering.offers(purchase, facts, "application:" + applicationId);
        Offered offered = offers.in(periods)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "NO_SUCH_PLAN",
                        "This purchase cannot be paid in " + periods + " periods."));
        Coupon coupon = couponId == null
                ? null
                : coupons.couponsOf(purchase.customerId()).stream()
                        .filter(theirs -> theirs.couponId().equals(couponId))
                        .findFirst()
                        .orElse(null);
        Optional<Deal> withCoupon =
                coupon == null ? Optional.empty() : PlanCalculator.with(coupon, purchase, offered, today);
        Deal deal = withCoupon.orElseGet(() -> PlanCalculator.plain(purchase, offered, today));
        Application application = new Application(
                applicationId,
                hash,
                purchase,
                couponId,
                deal.cost(),
                deal.terms(),
                offered.earlyFeeRate(),
                offered.perks(),
                clock.instant(),
                Status.RECEIVED,
                null,
                null,
                null,
                null);
        repository.insert(application);
        decisions.save(List.of(offers.decision()));
        String objection = objection(application, coupon, withCoupon.isPresent(), facts);
        if (objection != null) {
            repository.set(application, Status.DECLINED, objection, null, clock.instant(), "before the process");
        } else {
            journeys.start(List.of(new Journeys.StartRequest(
                    purchase.customerId(), PROCESS, why(application), variables(application, deal))));
        }
        Application decided = repository.find(applicationId).orElseThrow();
        if (decided.status() == Status.RECEIVED) {
            // Another run of the process, begun by hand, was in the way.
            decline(applicationId, purchase.customerId(), Reason.TRY_LATER.name(), "no process could begin");
            return repository.find(applicationId).orElseThrow();
        }
        return decided;
    }

    /** Why no process is worth beginning; null where one is. */
    private String objection(Application application, Coupon coupon, boolean couponApplies, Map<String, Object> facts) {
        if (profiles.isCancelled(application.customerId(), application.mallOrderId())) {
            return Reason.CANCELLED.name();
        }
        if (application.couponId() != null && coupon == null) {
            return Reason.UNKNOWN_COUPON.name();
        }
        if (coupon != null && !couponApplies) {
            return Reason.NOT_APPLICABLE.name();
        }
        if (repository.anyInReview(application.customerId())) {
            Answer answer = eligibility.ask(
                    application.customerId(), facts, application.terms().principal());
            return answer.verdict() == Verdict.DECLINE ? answer.reasonCode() : Reason.OTHER_IN_REVIEW.name();
        }
        return null;
    }

    private static String why(Application application) {
        Terms terms = application.terms();
        return "%s, %s × %d".formatted(application.purchase().product(), terms.principal(), terms.periods());
    }

    private Map<String, Object> variables(Application application, Deal deal) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("applicationId", application.applicationId());
        variables.put("category", application.purchase().category());
        variables.put("product", application.purchase().product());
        variables.put("price", application.purchase().price().doubleValue());
        variables.put("principal", deal.terms().principal().doubleValue());
        variables.put("periods", deal.terms().periods());
        variables.put("monthlyPayment", deal.schedule().monthlyPayment().doubleValue());
        eligibility
                .inputs(application.customerId(), deal.terms().principal())
                .forEach((word, value) ->
                        variables.put(word, value instanceof Number number ? (Object) number.doubleValue() : value));
        return variables;
    }

    /**
     * Reserves limit and coupon for an application, both or neither.
     *
     * @return the code of why not; empty when both are reserved
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> reserve(String applicationId, String customerId, String cause) {
        Application application = open(applicationId, customerId);
        return Optional.ofNullable(code(reservations.reserve(
                applicationId,
                application.customerId(),
                application.terms().principal(),
                application.couponId(),
                application.purchase().category(),
                cause)));
    }

    private static String code(ReservationResult reservation) {
        if (reservation.credit() != null) {
            return switch (reservation.credit()) {
                case FROZEN -> Reason.FROZEN.name();
                case AT_RISK -> Reason.AT_RISK.name();
                case OVER_LIMIT -> Reason.OVER_LIMIT.name();
                case FACTS_MISSING -> Reason.TRY_LATER.name();
                case NOT_HELD -> Reason.OTHER.name();
            };
        }
        return reservation.coupon() == null ? null : reservation.coupon().name();
    }

    /**
     * A person is to look at it; that process instance waits for the answer.
     *
     * @return what the person is told of its eligibility
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String askForReview(
            String applicationId, String customerId, String reasonCode, String processInstanceId, String cause) {
        Application application = open(applicationId, customerId);
        repository.set(application, Status.IN_REVIEW, reasonCode, processInstanceId, clock.instant(), cause);
        return eligibility.ofReview(application).note();
    }

    /**
     * Approves an application, if its order is not cancelled and by what is known at this moment nothing speaks against
     * lending: uses limit and coupon, makes the bills out and places the order. What the customer has overpaid pays the bills.
     *
     * @return the code of why not; empty when the order is placed
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> place(String applicationId, String customerId, String cause) {
        Application application = open(applicationId, customerId);
        if (profiles.isCancelled(customerId, application.mallOrderId())) {
            return Optional.of(Reason.CANCELLED.name());
        }
        Optional<RiskGate.Objection> objection = riskGate.check(customerId);
        if (objection.isPresent()) {
            return Optional.of(
                    switch (objection.get()) {
                        case FROZEN -> Reason.FROZEN.name();
                        case AT_RISK -> Reason.AT_RISK.name();
                        case FACTS_MISSING -> Reason.TRY_LATER.name();
                    });
        }
        if (application.status() == Status.IN_REVIEW) {
            Answer answer = eligibility.askAgain(application, cause);
            if (answer.verdict() == Verdict.DECLINE) {
                return Optional.of(answer.reasonCode());
            }
        }
        String refusal = code(reservations.use(
                applicationId, application.couponId(), application.mallOrderId(), application.couponCost(), cause));
        if (refusal != null) {
            return Optional.of(refusal);
        }
        Instant now = clock.instant();
        bills.issue(
                application,
                Schedule.of(
                        application.terms(),
                        LocalDate.ofInstant(now, profiles.read(customerId).zone())));
        repository.set(application, Status.APPROVED, null, null, now, cause);
        bills.useCredit(customerId, "approved:" + applicationId);
        order(application, now);
        return Optional.empty();
    }

    private void order(Application application, Instant now) {
        ObjectNode order = json.createObjectNode()
                .put("orderId", application.mallOrderId())
                .put("amount", application.terms().principal())
                .put("category", application.purchase().category())
                .put("periods", application.terms().periods())
                .put("items", 1);
        NewEvent event = NewEvent.internal(
                "mall", application.applicationId(), EventType.ORDER_PLACED, application.customerId(), now, order);
        IntakeResult result = events.ingest(List.of(event));
        if (result.accepted() != 1) {
            throw new IllegalStateException(
                    "The order of " + application.applicationId() + " was not accepted: " + result);
        }
    }

    /** Declines an application and releases what it holds; one that is decided stays as it is. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void decline(String applicationId, String customerId, String reasonCode, String cause) {
        decliner.decline(theirs(applicationId, customerId), reasonCode, cause);
    }

    /**
     * Calls an application off that is in review; one that was declined stays so.
     *
     * @throws ApiException ALREADY_APPROVED, UNKNOWN_APPLICATION
     */
    @Transactional
    public Application cancel(String applicationId) {
        String customerId = get(applicationId).customerId();
        journeys.lock(customerId);
        Application application = get(applicationId);
        if (application.status() == Status.APPROVED) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "ALREADY_APPROVED",
                    "Application " + applicationId + " is approved; cancel its order instead.");
        }
        decliner.cancel(application, "cancelled by the shop");
        return get(applicationId);
    }

    /** @throws ApiException UNKNOWN_APPLICATION */
    Application get(String applicationId) {
        return repository
                .find(applicationId)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.NOT_FOUND, "UNKNOWN_APPLICATION", "There is no application " + applicationId + "."));
    }

    /** The schedule as it is, or as it would be if it were approved on the day it was made. */
    List<Bills.Bill> schedule(Application application) {
        return application.status() == Status.APPROVED
                ? bills.of(application)
                : Schedule.of(application.terms(), LocalDate.ofInstant(application.appliedAt(), zones.of(null)))
                        .instalments()
                        .stream()
                        .map(Bills.Bill::planned)
                        .toList();
    }

    /** @throws ApiException ALREADY_DECIDED, for instance by a cancellation while a reviewer approved it */
    private Application open(String applicationId, String customerId) {
        Application application = theirs(applicationId, customerId);
        if (!application.status().isOpen()) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "ALREADY_DECIDED",
                    "Application " + applicationId + " is " + application.status() + ". 该申请已有结果。");
        }
        return application;
    }

    private Application theirs(String applicationId, String customerId) {
        Application application = get(applicationId);
        if (!application.customerId().equals(customerId)) {
            throw new IllegalArgumentException("Application " + applicationId + " is another customer's");
        }
        return application;
    }

    @Override
    public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
        return Map.of();
    }

    /** A review that ends without an answer, by hand, by a merge or by an erasure, releases what was held for it. */
    @Override
    public void ended(String process, String businessKey, String processInstanceId) {
        if (process.equals(PROCESS)) {
            repository
                    .ofInstance(processInstanceId)
                    .filter(application -> application.status().isOpen())
                    .ifPresent(application -> decline(
                            application.applicationId(),
                            application.customerId(),
                            Reason.CANCELLED.name(),
                            "its review ended without an answer"));
        }
    }
}

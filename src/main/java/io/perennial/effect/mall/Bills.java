package io.perennial.effect.mall;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.customer.event.AcceptedEvent;
import io.perennial.customer.event.AcceptedEventListener;
import io.perennial.customer.profile.ProfileService;
import io.perennial.effect.benefit.BenefitService;
import io.perennial.effect.credit.HoldService;
import io.perennial.effect.mall.Application.Status;
import io.perennial.effect.mall.BillRepository.Early;
import io.perennial.effect.mall.BillRepository.Parts;
import io.perennial.effect.mall.BillRepository.Row;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The bills of approved plans. A repayment pays the bill it names: its fee first, then its interest, then its principal, which
 * is given back to the limit. What is paid beyond that bill goes to the open bill that is due first, and what is left when all
 * are paid is the customer's credit balance, which the next bills use first. A cancelled order owes nothing: the rest of its
 * principal is given back to the limit, and what was paid of it is treated like an overpayment. So is what is paid after a plan
 * was paid off. The result does not depend on the order in which repayments and cancellations arrive.
 * Called before {@link ReviewNotes}, which read the limit that repayments release.
 */
@Service
@Order(0)
class Bills implements AcceptedEventListener {

    static final String PREFIX = "mall-";
    private static final String FEE_FREE = "FEE_FREE_EARLY_REPAYMENT";
    private static final String SETTLED = "SETTLED";
    private static final String CANCELLED = "CANCELLED";
    static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);

    /** Where a bill stands: PLANNED before the approval. */
    enum State {
        PLANNED,
        OPEN,
        OVERDUE,
        PAID,
        CANCELLED
    }

    /**
     * A bill as the API shows it, in yuan.
     *
     * @param billId the name by which repayments refer to it; null while planned
     * @param paid what was paid of it; of a cancelled order's bill, what was paid before it was returned
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Bill(
            int no,
            LocalDate dueOn,
            BigDecimal principal,
            BigDecimal interest,
            BigDecimal fee,
            String billId,
            State state,
            BigDecimal paid) {

        static Bill planned(Instalment due) {
            return new Bill(
                    due.no(), due.dueOn(), due.principal(), due.interest(), due.fee(), null, State.PLANNED, null);
        }

        static Bill of(Row row, BigDecimal paid) {
            Parts due = row.due();
            return new Bill(
                    row.no(), row.dueOn(), due.principal(), due.interest(), due.fee(), row.billId(), state(row), paid);
        }

        private static State state(Row row) {
            if (CANCELLED.equals(row.closedAs())) {
                return State.CANCELLED;
            }
            if (row.left().principal().signum() == 0) {
                return State.PAID;
            }
            return row.overdueAt() == null ? State.OPEN : State.OVERDUE;
        }
    }

    private final BillRepository repository;
    private final ApplicationRepository applications;
    private final ApplicationDecliner decliner;
    private final HoldService holds;
    private final BenefitService benefits;
    private final Journeys journeys;
    private final ProfileService profiles;
    private final BusinessClock clock;

    Bills(
            BillRepository repository,
            ApplicationRepository applications,
            ApplicationDecliner decliner,
            HoldService holds,
            BenefitService benefits,
            Journeys journeys,
            ProfileService profiles,
            BusinessClock clock) {
        this.repository = repository;
        this.applications = applications;
        this.decliner = decliner;
        this.holds = holds;
        this.benefits = benefits;
        this.journeys = journeys;
        this.profiles = profiles;
        this.clock = clock;
    }

    static String billId(String applicationId, int no) {
        return PREFIX + applicationId + "-" + no;
    }

    void issue(Application application, Schedule schedule) {
        repository.insert(application, schedule.instalments());
    }

    List<Bill> of(Application application) {
        List<Row> bills = repository.of(application.applicationId());
        if (!CANCELLED.equals(application.closedAs())) {
            return bills.stream()
                    .map(bill -> Bill.of(bill, bill.paid().total()))
                    .toList();
        }
        Map<String, BigDecimal> paid = paid(bills, repository.received(application.applicationId()));
        return bills.stream()
                .map(bill -> Bill.of(bill, paid.get(bill.billId())))
                .toList();
    }

    /** What each bill of a plan takes of what was received for the plan: its own first, then what others leave over. */
    private static Map<String, BigDecimal> paid(List<Row> bills, Map<String, BigDecimal> received) {
        Map<String, BigDecimal> paid = new HashMap<>();
        BigDecimal over = NOTHING;
        for (Row bill : bills) {
            BigDecimal own = received.getOrDefault(bill.billId(), NOTHING);
            paid.put(bill.billId(), own.min(bill.due().total()));
            over = over.add(own.subtract(paid.get(bill.billId())));
        }
        for (Row bill : bills) {
            BigDecimal more = over.min(bill.due().total().subtract(paid.get(bill.billId())));
            paid.merge(bill.billId(), more, BigDecimal::add);
            over = over.subtract(more);
        }
        return paid;
    }

    /** What the customer has paid beyond all bills, in yuan. */
    BigDecimal creditBalance(String customerId) {
        return repository.creditBalance(customerId);
    }

    @Override
    public void onAccepted(List<AcceptedEvent> events) {
        for (AcceptedEvent event : events) {
            switch (event.type()) {
                case REPAYMENT_MADE -> ofTheMall(event).ifPresent(bill -> repaid(bill, event));
                case REPAYMENT_OVERDUE ->
                    ofTheMall(event).ifPresent(bill -> repository.overdue(bill.billId(), event.occurredAt()));
                case ORDER_CANCELLED -> cancelled(event);
                default -> {}
            }
        }
    }

    @Override
    public boolean hasOpenBill(String customerId, String billId) {
        return repository
                .find(billId, customerId)
                .filter(bill -> bill.left().total().signum() > 0)
                .isPresent();
    }

    @Override
    public void onRepaymentByErased(AcceptedEvent repayment) {
        onAccepted(List.of(repayment));
    }

    private Optional<Row> ofTheMall(AcceptedEvent event) {
        String billId = event.text("billId");
        return billId.startsWith(PREFIX) ? repository.find(billId, event.customerId()) : Optional.empty();
    }

    private void repaid(Row bill, AcceptedEvent repayment) {
        BigDecimal amount = repayment.money("amount");
        if (amount.signum() == 0) {
            return;
        }
        String key = "event:" + repayment.eventId();
        String customerId = repayment.customerId();
        repository.receive(key, bill, customerId, clock.instant(), amount);
        Parts paid = bill.left().paidBy(amount);
        if (paid.total().signum() > 0) {
            pay(key, bill, customerId, "REPAID", paid);
            closeIfPaid(bill.applicationId());
        }
        credit(key, customerId, amount.subtract(paid.total()));
    }

    private void credit(String key, String customerId, BigDecimal amount) {
        if (amount.signum() > 0) {
            repository.insertCredit(key, customerId, clock.instant(), amount, key);
            useCredit(customerId, key);
        }
    }

    /** Pays open bills from the credit balance, the first due first. */
    void useCredit(String customerId, String cause) {
        BigDecimal balance = repository.creditBalance(customerId);
        if (balance.signum() == 0) {
            return;
        }
        for (Row bill : repository.open(customerId)) {
            Parts paid = bill.left().paidBy(balance);
            if (paid.total().signum() > 0) {
                String key = cause + ":" + bill.billId();
                repository.insertCredit(
                        key, customerId, clock.instant(), paid.total().negate(), cause);
                pay(key, bill, customerId, "REPAID", paid);
                balance = balance.subtract(paid.total());
                closeIfPaid(bill.applicationId());
            }
        }
    }

    private void pay(String key, Row bill, String customerId, String kind, Parts paid) {
        repository.pay(key, bill, customerId, clock.instant(), kind, paid, key);
        if (paid.principal().signum() > 0) {
            holds.repay("bill:" + key, customerId, paid.principal(), bill.billId());
        }
    }

    private void closeIfPaid(String applicationId) {
        boolean outstanding = repository.of(applicationId).stream()
                .anyMatch(bill -> bill.left().principal().signum() > 0);
        if (!outstanding) {
            applications.close(applicationId, SETTLED);
        }
    }

    private void cancelled(AcceptedEvent cancellation) {
        String orderId = cancellation.text("orderId");
        if (orderId.startsWith(PREFIX)) {
            applications
                    .find(orderId.substring(PREFIX.length()))
                    .filter(application -> application.customerId().equals(cancellation.customerId()))
                    .ifPresent(application -> cancel(application, "event:" + cancellation.eventId()));
        }
    }

    /** A cancellation that was sent for one of two customers counts for an order of the other, once they are one. */
    @Override
    public void onMerged(String customerId, String cause, Map<String, Object> facts) {
        applications.ofCancelledOrders(customerId).forEach(application -> cancel(application, cause));
        useCredit(customerId, cause);
    }

    private void cancel(Application application, String cause) {
        if (application.status().isOpen()) {
            decliner.cancel(application, cause);
        } else if (application.status() == Status.APPROVED && !CANCELLED.equals(application.closedAs())) {
            cancelPlan(application);
        }
    }

    private void cancelPlan(Application application) {
        String applicationId = application.applicationId();
        BigDecimal returned = repository.earlyFees(applicationId);
        for (Row bill : repository.of(applicationId)) {
            Parts paid = bill.paid();
            BigDecimal principal = bill.due().principal().subtract(paid.principal());
            Parts cleared =
                    new Parts(principal, paid.interest().negate(), paid.fee().negate());
            if (!cleared.equals(Parts.NONE)) {
                pay("cancelled:" + bill.billId(), bill, application.customerId(), CANCELLED, cleared);
            }
            returned = returned.add(paid.total());
        }
        applications.close(applicationId, CANCELLED);
        credit("returned:" + applicationId, application.customerId(), returned);
    }

    /**
     * What it takes to pay a plan off now.
     *
     * @throws ApiException NOT_RUNNING when there is nothing to pay off
     */
    EarlyRepayment quote(Application application) {
        requireRunning(application);
        return of(application, repository.of(application.applicationId()));
    }

    private EarlyRepayment of(Application application, List<Row> bills) {
        LocalDate today = today(application);
        LocalDate running = running(bills, today);
        BigDecimal principal = NOTHING;
        BigDecimal notDue = NOTHING;
        BigDecimal interest = NOTHING;
        BigDecimal fee = NOTHING;
        for (Row bill : bills) {
            Parts charged = charged(bill, running);
            principal = principal.add(charged.principal());
            interest = interest.add(charged.interest());
            fee = fee.add(charged.fee());
            if (bill.dueOn().isAfter(today)) {
                notDue = notDue.add(charged.principal());
            }
        }
        boolean free = benefits.current(application.customerId()).contains(FEE_FREE);
        BigDecimal earlyFee =
                free ? NOTHING : notDue.multiply(application.earlyFeeRate()).setScale(2, RoundingMode.HALF_UP);
        return EarlyRepayment.of(principal, interest, fee, earlyFee);
    }

    /** All of a bill up to the running period, of later ones the principal. */
    private static Parts charged(Row bill, LocalDate running) {
        Parts left = bill.left();
        return bill.dueOn().isAfter(running) ? new Parts(left.principal(), NOTHING, NOTHING) : left;
    }

    /** The end of the running period: the first due date after today, else the last there is. */
    private static LocalDate running(List<Row> bills, LocalDate today) {
        return bills.stream()
                .map(Row::dueOn)
                .filter(due -> due.isAfter(today))
                .findFirst()
                .orElse(today);
    }

    private LocalDate today(Application application) {
        return LocalDate.ofInstant(
                clock.instant(), profiles.read(application.customerId()).zone());
    }

    /**
     * The customer has paid a plan off; the same repayment again gets the same answer.
     *
     * @throws ApiException NOT_RUNNING, or KEY_REUSED when the id stands for another plan
     */
    @Transactional
    public EarlyRepayment payOff(String repaymentId, String applicationId) {
        Application application = applications.find(applicationId).orElseThrow();
        journeys.lock(application.customerId());
        Optional<Early> earlier = repository.early(repaymentId);
        if (earlier.isPresent()) {
            if (!earlier.get().applicationId().equals(applicationId)) {
                throw ApiException.keyReused(repaymentId);
            }
            return earlier.get().repayment();
        }
        application = applications.find(applicationId).orElseThrow();
        requireRunning(application);
        List<Row> bills = repository.of(applicationId);
        EarlyRepayment repayment = of(application, bills);
        LocalDate running = running(bills, today(application));
        Instant now = clock.instant();
        repository.insertEarly(repaymentId, applicationId, application.customerId(), now, repayment);
        for (Row bill : bills) {
            Parts charged = charged(bill, running);
            if (charged.total().signum() > 0) {
                pay("early:" + repaymentId + ":" + bill.no(), bill, application.customerId(), "EARLY", charged);
            }
        }
        applications.close(applicationId, SETTLED);
        return repayment;
    }

    private static void requireRunning(Application application) {
        if (application.status() != Status.APPROVED || application.closedAs() != null) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "NOT_RUNNING",
                    "Application " + application.applicationId() + " has nothing outstanding.");
        }
    }
}

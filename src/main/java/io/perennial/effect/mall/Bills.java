package io.perennial.effect.mall;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.customer.event.AcceptedEvent;
import io.perennial.customer.event.AcceptedEventListener;
import io.perennial.customer.profile.ProfileService;
import io.perennial.effect.benefit.BenefitService;
import io.perennial.effect.credit.HoldService;
import io.perennial.effect.mall.Application.Status;
import io.perennial.effect.mall.BillRepository.Amounts;
import io.perennial.effect.mall.BillRepository.BillRow;
import io.perennial.effect.mall.BillRepository.StoredEarlyRepayment;
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
 * Issues the bills of approved plans and applies payments to them. A repayment pays the bill it names: its fee first, then its
 * interest, then its principal, which becomes available again within the limit. What exceeds that bill pays the open bill that
 * is due first, and what exceeds all bills is the customer's credit balance, which later bills use first. A cancelled order
 * owes nothing: the rest of its principal is released to the limit, and what was paid of it is treated like an overpayment. So
 * is a payment for a plan that is paid off. The result does not depend on the order in which repayments and cancellations
 * arrive. Called before {@link ReviewNotes}, which read the limit that repayments release.
 */
@Service
@Order(0)
class Bills implements AcceptedEventListener {

    static final String ID_PREFIX = "mall-";
    private static final String FEE_FREE = "FEE_FREE_EARLY_REPAYMENT";
    private static final String SETTLED = "SETTLED";
    private static final String CANCELLED = "CANCELLED";
    static final BigDecimal ZERO = BigDecimal.ZERO.setScale(2);

    /** State of a bill; PLANNED before the approval. */
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
     * @param billId the id that repayments refer to; null while planned
     * @param paid the amount paid; for a cancelled order, the amount paid before it was returned
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

        static Bill of(BillRow row, BigDecimal paid) {
            Amounts due = row.due();
            return new Bill(
                    row.no(), row.dueOn(), due.principal(), due.interest(), due.fee(), row.billId(), state(row), paid);
        }

        private static State state(BillRow row) {
            if (CANCELLED.equals(row.closedAs())) {
                return State.CANCELLED;
            }
            if (row.outstanding().principal().signum() == 0) {
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
        return ID_PREFIX + applicationId + "-" + no;
    }

    /** Issues the bills of an application that is approved at that moment. */
    void issue(Application application, Instant at) {
        LocalDate day =
                LocalDate.ofInstant(at, profiles.read(application.customerId()).zone());
        repository.insert(application, Schedule.of(application.terms(), day).instalments());
    }

    List<Bill> billsOf(Application application) {
        List<BillRow> bills = repository.billsOf(application.applicationId());
        if (!CANCELLED.equals(application.closedAs())) {
            return bills.stream()
                    .map(bill -> Bill.of(bill, bill.paid().total()))
                    .toList();
        }
        Map<String, BigDecimal> paid = paidPerBill(bills, repository.receivedPerBill(application.applicationId()));
        return bills.stream()
                .map(bill -> Bill.of(bill, paid.get(bill.billId())))
                .toList();
    }

    /** Distributes what was received for a plan over its bills: each bill its own first, then the surplus in order. */
    private static Map<String, BigDecimal> paidPerBill(List<BillRow> bills, Map<String, BigDecimal> received) {
        Map<String, BigDecimal> paid = new HashMap<>();
        BigDecimal surplus = ZERO;
        for (BillRow bill : bills) {
            BigDecimal own = received.getOrDefault(bill.billId(), ZERO);
            paid.put(bill.billId(), own.min(bill.due().total()));
            surplus = surplus.add(own.subtract(paid.get(bill.billId())));
        }
        for (BillRow bill : bills) {
            BigDecimal added = surplus.min(bill.due().total().subtract(paid.get(bill.billId())));
            paid.merge(bill.billId(), added, BigDecimal::add);
            surplus = surplus.subtract(added);
        }
        return paid;
    }

    /** The amount the customer has paid beyond all bills, in yuan. */
    BigDecimal creditBalance(String customerId) {
        return repository.creditBalance(customerId);
    }

    @Override
    public void onAccepted(List<AcceptedEvent> events) {
        for (AcceptedEvent event : events) {
            switch (event.type()) {
                case REPAYMENT_MADE -> findBill(event).ifPresent(bill -> applyRepayment(bill, event));
                case REPAYMENT_OVERDUE ->
                    findBill(event).ifPresent(bill -> repository.markOverdue(bill.billId(), event.occurredAt()));
                case ORDER_CANCELLED -> cancelOrder(event);
                default -> {}
            }
        }
    }

    @Override
    public boolean hasOpenBill(String customerId, String billId) {
        return repository
                .find(billId, customerId)
                .filter(bill -> bill.outstanding().total().signum() > 0)
                .isPresent();
    }

    @Override
    public void onRepaymentByErased(AcceptedEvent repayment) {
        onAccepted(List.of(repayment));
    }

    private Optional<BillRow> findBill(AcceptedEvent event) {
        String billId = event.text("billId");
        return billId.startsWith(ID_PREFIX) ? repository.find(billId, event.customerId()) : Optional.empty();
    }

    private void applyRepayment(BillRow bill, AcceptedEvent repayment) {
        BigDecimal amount = repayment.money("amount");
        if (amount.signum() == 0) {
            return;
        }
        String key = "event:" + repayment.eventId();
        String customerId = repayment.customerId();
        repository.insertReceipt(key, bill, customerId, clock.instant(), amount);
        Amounts paid = bill.outstanding().coveredBy(amount);
        if (paid.total().signum() > 0) {
            pay(key, bill, customerId, "REPAID", paid);
            closeIfPaid(bill.applicationId());
        }
        addCredit(key, customerId, amount.subtract(paid.total()));
    }

    private void addCredit(String key, String customerId, BigDecimal amount) {
        if (amount.signum() > 0) {
            repository.insertCredit(key, customerId, clock.instant(), amount, key);
            applyCreditBalance(customerId, key);
        }
    }

    /** Pays open bills from the credit balance, by due date. */
    void applyCreditBalance(String customerId, String cause) {
        BigDecimal balance = repository.creditBalance(customerId);
        if (balance.signum() == 0) {
            return;
        }
        for (BillRow bill : repository.openBills(customerId)) {
            Amounts paid = bill.outstanding().coveredBy(balance);
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

    private void pay(String key, BillRow bill, String customerId, String kind, Amounts paid) {
        repository.insertPayment(key, bill, customerId, clock.instant(), kind, paid, key);
        if (paid.principal().signum() > 0) {
            holds.repay("bill:" + key, customerId, paid.principal(), bill.billId());
        }
    }

    private void closeIfPaid(String applicationId) {
        boolean outstanding = repository.billsOf(applicationId).stream()
                .anyMatch(bill -> bill.outstanding().principal().signum() > 0);
        if (!outstanding) {
            applications.close(applicationId, SETTLED);
        }
    }

    private void cancelOrder(AcceptedEvent cancellation) {
        String orderId = cancellation.text("orderId");
        if (orderId.startsWith(ID_PREFIX)) {
            applications
                    .find(orderId.substring(ID_PREFIX.length()))
                    .filter(application -> application.customerId().equals(cancellation.customerId()))
                    .ifPresent(application -> cancel(application, "event:" + cancellation.eventId()));
        }
    }

    /** After a merge, a cancellation sent for one of the two ids counts for an order of the other. */
    @Override
    public void onMerged(String customerId, String cause, Map<String, Object> facts) {
        applications.ofCancelledOrders(customerId).forEach(application -> cancel(application, cause));
        applyCreditBalance(customerId, cause);
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
        for (BillRow bill : repository.billsOf(applicationId)) {
            Amounts paid = bill.paid();
            BigDecimal principal = bill.due().principal().subtract(paid.principal());
            Amounts cleared =
                    new Amounts(principal, paid.interest().negate(), paid.fee().negate());
            if (!cleared.equals(Amounts.NONE)) {
                pay("cancelled:" + bill.billId(), bill, application.customerId(), CANCELLED, cleared);
            }
            returned = returned.add(paid.total());
        }
        applications.close(applicationId, CANCELLED);
        addCredit("returned:" + applicationId, application.customerId(), returned);
    }

    /**
     * The amounts to pay a plan off now.
     *
     * @throws ApiException NOT_RUNNING when nothing is outstanding
     */
    EarlyRepayment earlyRepayment(Application application) {
        requireRunning(application);
        return earlyRepayment(application, repository.billsOf(application.applicationId()));
    }

    private EarlyRepayment earlyRepayment(Application application, List<BillRow> bills) {
        LocalDate today = today(application);
        LocalDate periodEnd = periodEnd(bills, today);
        BigDecimal principal = ZERO;
        BigDecimal notDue = ZERO;
        BigDecimal interest = ZERO;
        BigDecimal fee = ZERO;
        for (BillRow bill : bills) {
            Amounts charged = charged(bill, periodEnd);
            principal = principal.add(charged.principal());
            interest = interest.add(charged.interest());
            fee = fee.add(charged.fee());
            if (bill.dueOn().isAfter(today)) {
                notDue = notDue.add(charged.principal());
            }
        }
        boolean free = benefits.current(application.customerId()).contains(FEE_FREE);
        BigDecimal earlyFee =
                free ? ZERO : notDue.multiply(application.earlyFeeRate()).setScale(2, RoundingMode.HALF_UP);
        return EarlyRepayment.of(principal, interest, fee, earlyFee);
    }

    /** All that is outstanding of a bill up to the current period; the principal of later ones. */
    private static Amounts charged(BillRow bill, LocalDate periodEnd) {
        Amounts left = bill.outstanding();
        return bill.dueOn().isAfter(periodEnd) ? new Amounts(left.principal(), ZERO, ZERO) : left;
    }

    /** The end of the current period: the first due date after today; today when there is none. */
    private static LocalDate periodEnd(List<BillRow> bills, LocalDate today) {
        return bills.stream()
                .map(BillRow::dueOn)
                .filter(due -> due.isAfter(today))
                .findFirst()
                .orElse(today);
    }

    private LocalDate today(Application application) {
        return LocalDate.ofInstant(
                clock.instant(), profiles.read(application.customerId()).zone());
    }

    /**
     * Records that the customer has paid a plan off; the same repayment again returns the same amounts.
     *
     * @throws ApiException NOT_RUNNING, or KEY_REUSED when the id was used for another plan
     */
    @Transactional
    public EarlyRepayment payOff(String repaymentId, String applicationId) {
        Application application = applications.find(applicationId).orElseThrow();
        journeys.lock(application.customerId());
        Optional<StoredEarlyRepayment> earlier = repository.earlyRepayment(repaymentId);
        if (earlier.isPresent()) {
            if (!earlier.get().applicationId().equals(applicationId)) {
                throw ApiException.keyReused(repaymentId);
            }
            return earlier.get().repayment();
        }
        application = applications.find(applicationId).orElseThrow();
        requireRunning(application);
        List<BillRow> bills = repository.billsOf(applicationId);
        EarlyRepayment repayment = earlyRepayment(application, bills);
        LocalDate periodEnd = periodEnd(bills, today(application));
        Instant now = clock.instant();
        repository.insertEarlyRepayment(repaymentId, applicationId, application.customerId(), now, repayment);
        for (BillRow bill : bills) {
            Amounts charged = charged(bill, periodEnd);
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

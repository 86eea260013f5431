package io.perennial.mall;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.api.Refused;
import io.perennial.benefit.BenefitService;
import io.perennial.clock.BusinessClock;
import io.perennial.credit.HoldService;
import io.perennial.event.Aftermath;
import io.perennial.event.Happening;
import io.perennial.journey.Journeys;
import io.perennial.mall.Application.Status;
import io.perennial.mall.BillRepository.Early;
import io.perennial.mall.BillRepository.Parts;
import io.perennial.mall.BillRepository.Row;
import io.perennial.profile.ProfileBook;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The bills of approved plans. A repayment that names one pays its fee first, then its interest, then its principal, and gives
 * the principal back to the limit; a cancelled order gives back all that is outstanding.
 */
@Service
class Bills implements Aftermath {

    static final String PREFIX = "mall-";
    private static final String FEE_FREE = "FEE_FREE_EARLY_REPAYMENT";
    private static final String SETTLED = "SETTLED";
    private static final String CANCELLED = "CANCELLED";
    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);

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
     * @param paid what was paid of it
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

        static Bill of(Row row) {
            boolean paid = row.left().principal().signum() == 0;
            State state = CANCELLED.equals(row.kind())
                    ? State.CANCELLED
                    : paid ? State.PAID : row.overdueAt() != null ? State.OVERDUE : State.OPEN;
            Parts due = row.due();
            return new Bill(
                    row.no(),
                    row.dueOn(),
                    due.principal(),
                    due.interest(),
                    due.fee(),
                    row.billId(),
                    state,
                    row.paid().total());
        }
    }

    private final BillRepository repository;
    private final ApplicationRepository applications;
    private final HoldService holds;
    private final BenefitService benefits;
    private final Journeys journeys;
    private final ProfileBook profiles;
    private final BusinessClock clock;

    Bills(
            BillRepository repository,
            ApplicationRepository applications,
            HoldService holds,
            BenefitService benefits,
            Journeys journeys,
            ProfileBook profiles,
            BusinessClock clock) {
        this.repository = repository;
        this.applications = applications;
        this.holds = holds;
        this.benefits = benefits;
        this.journeys = journeys;
        this.profiles = profiles;
        this.clock = clock;
    }

    static String billId(String applicationId, int no) {
        return PREFIX + applicationId + "-" + no;
    }

    void makeOut(Application application, Schedule schedule) {
        repository.insert(application, schedule.instalments());
    }

    List<Bill> of(String applicationId) {
        return repository.of(applicationId).stream().map(Bill::of).toList();
    }

    @Override
    public void follow(List<Happening> happenings) {
        for (Happening happening : happenings) {
            switch (happening.type()) {
                case REPAYMENT_MADE -> ofTheMall(happening).ifPresent(bill -> repaid(bill, happening));
                case REPAYMENT_OVERDUE ->
                    ofTheMall(happening).ifPresent(bill -> repository.overdue(bill.billId(), happening.occurredAt()));
                case ORDER_CANCELLED -> cancelled(happening);
                default -> {}
            }
        }
    }

    private Optional<Row> ofTheMall(Happening happening) {
        String billId = happening.text("billId");
        return billId.startsWith(PREFIX) ? repository.find(billId, happening.customerId()) : Optional.empty();
    }

    private void repaid(Row bill, Happening repayment) {
        Parts left = bill.left();
        BigDecimal amount = repayment.money("amount");
        BigDecimal fee = amount.min(left.fee());
        BigDecimal interest = amount.subtract(fee).min(left.interest());
        BigDecimal principal = amount.subtract(fee).subtract(interest).min(left.principal());
        Parts paid = new Parts(principal, interest, fee);
        if (paid.total().signum() > 0) {
            pay("event:" + repayment.eventId(), bill, repayment.customerId(), "REPAID", paid);
            closeIfPaid(bill.applicationId());
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

    private void cancelled(Happening cancellation) {
        String orderId = cancellation.text("orderId");
        if (!orderId.startsWith(PREFIX)) {
            return;
        }
        applications
                .find(orderId.substring(PREFIX.length()))
                .filter(application -> application.customerId().equals(cancellation.customerId())
                        && application.status() == Status.APPROVED
                        && application.closedAs() == null)
                .ifPresent(application -> {
                    for (Row bill : repository.of(application.applicationId())) {
                        Parts back = new Parts(bill.left().principal(), NOTHING, NOTHING);
                        if (back.principal().signum() > 0) {
                            pay("cancelled:" + bill.billId(), bill, application.customerId(), CANCELLED, back);
                        }
                    }
                    applications.close(application.applicationId(), CANCELLED);
                });
    }

    /**
     * What it takes to pay a plan off now.
     *
     * @throws Refused NOT_RUNNING when there is nothing to pay off
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
        boolean free = benefits.standing(application.customerId()).contains(FEE_FREE);
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
     * @throws Refused NOT_RUNNING, or KEY_REUSED when the id stands for another plan
     */
    @Transactional
    public EarlyRepayment payOff(String repaymentId, String applicationId) {
        Application application = applications.find(applicationId).orElseThrow();
        journeys.lock(application.customerId());
        Optional<Early> earlier = repository.early(repaymentId);
        if (earlier.isPresent()) {
            if (!earlier.get().applicationId().equals(applicationId)) {
                throw Refused.keyReused(repaymentId);
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
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "NOT_RUNNING",
                    "Application " + application.applicationId() + " has nothing outstanding.");
        }
    }
}

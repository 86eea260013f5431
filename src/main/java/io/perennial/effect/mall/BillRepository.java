package io.perennial.effect.mall;

import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class BillRepository {

    private static final String INSERT = """
            insert into installment (bill_id, application_id, customer_id, no, due_on, principal, interest, fee)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SELECT = """
            select b.bill_id, b.application_id, b.no, b.due_on, b.principal, b.interest, b.fee, b.overdue_at, a.closed_as,
                   coalesce(p.principal, 0) as paid_principal, coalesce(p.interest, 0) as paid_interest,
                   coalesce(p.fee, 0) as paid_fee
              from installment b
              join installment_application a on a.application_id = b.application_id
              left join (select bill_id, sum(principal) as principal, sum(interest) as interest, sum(fee) as fee
                           from installment_payment
                          where %s = ? and kind <> 'CANCELLED' group by bill_id) p on p.bill_id = b.bill_id
            """;
    private static final String OF_APPLICATION =
            SELECT.formatted("application_id") + " where b.application_id = ? order by b.no";
    private static final String ONE = SELECT.formatted("bill_id") + " where b.bill_id = ? and b.customer_id = ?";
    private static final String OPEN = SELECT.formatted("customer_id") + """
             where b.customer_id = ? and a.status = 'APPROVED' and a.closed_as is null
             order by b.due_on, b.application_id, b.no
            """;
    private static final String OVERDUE = """
            update installment set overdue_at = ? where bill_id = ? and (overdue_at is null or overdue_at < ?)
            """;
    private static final String INSERT_PAYMENT = """
            insert into installment_payment (seq, request_key, bill_id, application_id, customer_id, at, kind, principal,
              interest, fee, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_RECEIPT = """
            insert into installment_receipt (seq, request_key, bill_id, application_id, customer_id, at, amount)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RECEIVED = """
            select bill_id, sum(amount) as amount
              from (select bill_id, amount from installment_receipt where application_id = :id
                    union all
                    select bill_id, principal + interest + fee from installment_payment
                     where application_id = :id and kind = 'EARLY') r
             group by bill_id
            """;
    private static final String CREDIT_BALANCE =
            "select coalesce(sum(amount), 0) from credit_balance_entry where customer_id = ?";
    private static final String INSERT_CREDIT = """
            insert into credit_balance_entry (seq, request_key, customer_id, at, amount, cause) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_EARLY = """
            insert into early_repayment (repayment_id, application_id, customer_id, at, principal, interest, fee, early_fee)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String EARLY = """
            select application_id, principal, interest, fee, early_fee from early_repayment where repayment_id = ?
            """;
    private static final String EARLY_FEES =
            "select coalesce(sum(early_fee), 0) from early_repayment where application_id = ?";

    /** Amounts of a payment, in yuan. */
    record Amounts(BigDecimal principal, BigDecimal interest, BigDecimal fee) {

        static final Amounts NONE = new Amounts(Bills.ZERO, Bills.ZERO, Bills.ZERO);

        BigDecimal total() {
            return principal.add(interest).add(fee);
        }

        Amounts minus(Amounts other) {
            return new Amounts(
                    principal.subtract(other.principal), interest.subtract(other.interest), fee.subtract(other.fee));
        }

        /** The part of these that a payment covers: the fee first, then the interest, then the principal. */
        Amounts coveredBy(BigDecimal amount) {
            BigDecimal ofFee = amount.min(fee);
            BigDecimal ofInterest = amount.subtract(ofFee).min(interest);
            return new Amounts(amount.subtract(ofFee).subtract(ofInterest).min(principal), ofInterest, ofFee);
        }
    }

    /**
     * A bill with its payments.
     *
     * @param closedAs how its plan ended; null while it runs
     */
    record BillRow(
            String billId,
            String applicationId,
            int no,
            LocalDate dueOn,
            Amounts due,
            Amounts paid,
            String closedAs,
            Instant overdueAt) {

        /** The outstanding amounts: zero once the plan has ended. */
        Amounts outstanding() {
            return closedAs == null ? due.minus(paid) : Amounts.NONE;
        }
    }

    record StoredEarlyRepayment(String applicationId, EarlyRepayment repayment) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final SequenceIds sequence;

    BillRepository(JdbcClient jdbc, JdbcTemplate batch, SequenceIds sequence) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.sequence = sequence;
    }

    void insert(Application application, List<Instalment> instalments) {
        batch.batchUpdate(
                INSERT,
                instalments.stream()
                        .map(due -> new Object[] {
                            Bills.billId(application.applicationId(), due.no()),
                            application.applicationId(),
                            application.customerId(),
                            due.no(),
                            due.dueOn(),
                            due.principal(),
                            due.interest(),
                            due.fee()
                        })
                        .toList());
    }

    List<BillRow> billsOf(String applicationId) {
        return jdbc.sql(OF_APPLICATION)
                .params(applicationId, applicationId)
                .query(BillRepository::row)
                .list();
    }

    Optional<BillRow> find(String billId, String customerId) {
        return jdbc.sql(ONE)
                .params(billId, billId, customerId)
                .query(BillRepository::row)
                .optional();
    }

    /** The bills of the customer's running plans, by due date. */
    List<BillRow> openBills(String customerId) {
        return jdbc.sql(OPEN)
                .params(customerId, customerId)
                .query(BillRepository::row)
                .list();
    }

    void insertReceipt(String key, BillRow bill, String customerId, Instant at, BigDecimal amount) {
        batch.update(
                INSERT_RECEIPT,
                sequence.next(),
                key,
                bill.billId(),
                bill.applicationId(),
                customerId,
                SqlTime.of(at),
                amount);
    }

    /** The sum received for each bill of a plan, no matter which bill it was applied to. */
    Map<String, BigDecimal> receivedPerBill(String applicationId) {
        Map<String, BigDecimal> received = new HashMap<>();
        jdbc.sql(RECEIVED).param("id", applicationId).query(row -> {
            received.put(row.getString("bill_id"), row.getBigDecimal("amount"));
        });
        return received;
    }

    BigDecimal creditBalance(String customerId) {
        return jdbc.sql(CREDIT_BALANCE)
                .param(customerId)
                .query(BigDecimal.class)
                .single()
                .setScale(2);
    }

    void insertCredit(String key, String customerId, Instant at, BigDecimal amount, String cause) {
        batch.update(INSERT_CREDIT, sequence.next(), key, customerId, SqlTime.of(at), amount, cause);
    }

    BigDecimal earlyFees(String applicationId) {
        return jdbc.sql(EARLY_FEES).param(applicationId).query(BigDecimal.class).single();
    }

    void markOverdue(String billId, Instant at) {
        String overdueAt = SqlTime.of(at);
        jdbc.sql(OVERDUE).params(overdueAt, billId, overdueAt).update();
    }

    void insertPayment(
            String key, BillRow bill, String customerId, Instant at, String kind, Amounts paid, String cause) {
        batch.update(
                INSERT_PAYMENT,
                sequence.next(),
                key,
                bill.billId(),
                bill.applicationId(),
                customerId,
                SqlTime.of(at),
                kind,
                paid.principal(),
                paid.interest(),
                paid.fee(),
                cause);
    }

    void insertEarlyRepayment(
            String repaymentId, String applicationId, String customerId, Instant at, EarlyRepayment repayment) {
        batch.update(
                INSERT_EARLY,
                repaymentId,
                applicationId,
                customerId,
                SqlTime.of(at),
                repayment.principal(),
                repayment.interest(),
                repayment.fee(),
                repayment.earlyFee());
    }

    Optional<StoredEarlyRepayment> earlyRepayment(String repaymentId) {
        return jdbc.sql(EARLY)
                .param(repaymentId)
                .query((row, no) -> new StoredEarlyRepayment(
                        row.getString("application_id"),
                        EarlyRepayment.of(
                                row.getBigDecimal("principal"),
                                row.getBigDecimal("interest"),
                                row.getBigDecimal("fee"),
                                row.getBigDecimal("early_fee"))))
                .optional();
    }

    private static BillRow row(ResultSet row, int n) throws SQLException {
        return new BillRow(
                row.getString("bill_id"),
                row.getString("application_id"),
                row.getInt("no"),
                row.getObject("due_on", LocalDate.class),
                new Amounts(row.getBigDecimal("principal"), row.getBigDecimal("interest"), row.getBigDecimal("fee")),
                new Amounts(
                        row.getBigDecimal("paid_principal"),
                        row.getBigDecimal("paid_interest"),
                        row.getBigDecimal("paid_fee")),
                row.getString("closed_as"),
                SqlTime.read(row, "overdue_at"));
    }
}

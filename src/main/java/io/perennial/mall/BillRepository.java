package io.perennial.mall;

import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
            select b.bill_id, b.application_id, b.no, b.due_on, b.principal, b.interest, b.fee, b.overdue_at,
                   coalesce(sum(p.principal), 0) as paid_principal, coalesce(sum(p.interest), 0) as paid_interest,
                   coalesce(sum(p.fee), 0) as paid_fee, max(p.kind) as kind, max(p.at) as paid_at
              from installment b
              left join installment_payment p on p.bill_id = b.bill_id
            """;
    private static final String GROUPED = """
             group by b.bill_id, b.application_id, b.no, b.due_on, b.principal, b.interest, b.fee, b.overdue_at
             order by b.no
            """;
    private static final String OF_APPLICATION = SELECT + " where b.application_id = ? " + GROUPED;
    private static final String OF_CUSTOMER = SELECT + " where b.bill_id = ? and b.customer_id = ? " + GROUPED;
    private static final String OVERDUE = """
            update installment set overdue_at = ? where bill_id = ? and (overdue_at is null or overdue_at < ?)
            """;
    private static final String PAY = """
            insert into installment_payment (seq, request_key, bill_id, application_id, customer_id, at, kind, principal,
              interest, fee, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_EARLY = """
            insert into early_repayment (repayment_id, application_id, customer_id, at, principal, interest, fee, early_fee)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String EARLY = """
            select application_id, principal, interest, fee, early_fee from early_repayment where repayment_id = ?
            """;

    /** Parts of a payment, in yuan. */
    record Parts(BigDecimal principal, BigDecimal interest, BigDecimal fee) {

        BigDecimal total() {
            return principal.add(interest).add(fee);
        }

        Parts minus(Parts other) {
            return new Parts(
                    principal.subtract(other.principal), interest.subtract(other.interest), fee.subtract(other.fee));
        }
    }

    /** A bill and what was paid of it; {@code kind} is that of its last payment, null before the first. */
    record Row(
            String billId,
            String applicationId,
            int no,
            LocalDate dueOn,
            Parts due,
            Parts paid,
            String kind,
            Instant paidAt,
            Instant overdueAt) {

        Parts left() {
            return due.minus(paid);
        }
    }

    record Early(String applicationId, EarlyRepayment repayment) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final Sequence sequence;

    BillRepository(JdbcClient jdbc, JdbcTemplate batch, Sequence sequence) {
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

    List<Row> of(String applicationId) {
        return jdbc.sql(OF_APPLICATION)
                .param(applicationId)
                .query(BillRepository::row)
                .list();
    }

    Optional<Row> find(String billId, String customerId) {
        return jdbc.sql(OF_CUSTOMER)
                .params(billId, customerId)
                .query(BillRepository::row)
                .optional();
    }

    void overdue(String billId, Instant at) {
        String when = SqlTime.of(at);
        jdbc.sql(OVERDUE).params(when, billId, when).update();
    }

    void pay(String key, Row bill, String customerId, Instant at, String kind, Parts paid, String cause) {
        batch.update(
                PAY,
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

    void insertEarly(
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

    Optional<Early> early(String repaymentId) {
        return jdbc.sql(EARLY)
                .param(repaymentId)
                .query((row, no) -> new Early(
                        row.getString("application_id"),
                        EarlyRepayment.of(
                                row.getBigDecimal("principal"),
                                row.getBigDecimal("interest"),
                                row.getBigDecimal("fee"),
                                row.getBigDecimal("early_fee"))))
                .optional();
    }

    private static Row row(ResultSet row, int n) throws SQLException {
        return new Row(
                row.getString("bill_id"),
                row.getString("application_id"),
                row.getInt("no"),
                row.getObject("due_on", LocalDate.class),
                new Parts(row.getBigDecimal("principal"), row.getBigDecimal("interest"), row.getBigDecimal("fee")),
                new Parts(
                        row.getBigDecimal("paid_principal"),
                        row.getBigDecimal("paid_interest"),
                        row.getBigDecimal("paid_fee")),
                row.getString("kind"),
                SqlTime.read(row, "paid_at"),
                SqlTime.read(row, "overdue_at"));
    }
}

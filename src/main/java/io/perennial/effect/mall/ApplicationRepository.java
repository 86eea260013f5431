package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ApplicationRepository {

    private static final String INSERT = """
            insert into installment_application (application_id, hash, customer_id, category, product, price, periods,
              coupon_id, coupon_cost, principal, monthly_rate, fee_rate, early_fee_rate, free_periods, fee_off, perks,
              applied_at, status)
            values (:id, :hash, :customer, :category, :product, :price, :periods, :coupon, :couponCost, :principal,
              :monthlyRate, :feeRate, :earlyFeeRate, :freePeriods, :feeOff, :perks, :at, :status)
            """;
    private static final String SELECT = """
            select application_id, hash, customer_id, category, product, price, periods, coupon_id, coupon_cost, principal,
                   monthly_rate, fee_rate, early_fee_rate, free_periods, fee_off, perks, applied_at, status, reason_code,
                   order_id, process_instance_id, closed_as
              from installment_application
            """;
    private static final String BY_ID = SELECT + " where application_id = ?";
    private static final String BY_INSTANCE = SELECT + " where process_instance_id = ?";
    private static final String OF_CANCELLED_ORDERS = SELECT + """
             where customer_id = :customer and status <> 'DECLINED' and coalesce(closed_as, '') <> 'CANCELLED'
               and exists (select 1 from customer_order o
                            where o.customer_id = :customer and o.cancelled
                              and o.order_id = concat('mall-', installment_application.application_id))
             order by application_id
            """;
    private static final String IN_REVIEW_OF = SELECT + " where customer_id in (:customers) and status = 'IN_REVIEW'";
    private static final String COUNT_IN_REVIEW = """
            select count(*) from installment_application where customer_id = ? and status = 'IN_REVIEW'
            """;
    private static final String SET_STATUS = """
            update installment_application
               set status = :status, reason_code = :reason, decided_at = :at, order_id = :order,
                   process_instance_id = coalesce(:instance, process_instance_id)
             where application_id = :id
            """;
    private static final String CLOSE = """
            update installment_application set closed_as = ? where application_id = ?
            """;
    private static final String INSERT_TRANSITION = """
            insert into application_move (seq, request_key, application_id, customer_id, at, status, reason_code, cause)
            values (:seq, :key, :id, :customer, :at, :status, :reason, :cause)
            """;

    private final JdbcClient jdbc;
    private final SequenceIds sequence;

    ApplicationRepository(JdbcClient jdbc, SequenceIds sequence) {
        this.jdbc = jdbc;
        this.sequence = sequence;
    }

    void insert(Application application) {
        Purchase purchase = application.purchase();
        Terms terms = application.terms();
        jdbc.sql(INSERT)
                .param("id", application.applicationId())
                .param("hash", application.hash())
                .param("customer", purchase.customerId())
                .param("category", purchase.category())
                .param("product", purchase.product())
                .param("price", purchase.price())
                .param("periods", terms.periods())
                .param("coupon", application.couponId())
                .param("couponCost", application.couponCost())
                .param("principal", terms.principal())
                .param("monthlyRate", terms.monthlyRate())
                .param("feeRate", terms.feeRate())
                .param("earlyFeeRate", application.earlyFeeRate())
                .param("freePeriods", terms.freePeriods())
                .param("feeOff", terms.feeOff())
                .param("perks", String.join(",", application.perks()))
                .param("at", SqlTime.of(application.appliedAt()))
                .param("status", application.status().name())
                .update();
        insertTransition(application, Status.RECEIVED, null, application.appliedAt(), "applied");
    }

    Optional<Application> find(String applicationId) {
        return jdbc.sql(BY_ID)
                .param(applicationId)
                .query(ApplicationRepository::application)
                .optional();
    }

    Optional<Application> ofInstance(String processInstanceId) {
        return jdbc.sql(BY_INSTANCE)
                .param(processInstanceId)
                .query(ApplicationRepository::application)
                .optional();
    }

    /** Open applications and running plans of the customer whose orders are cancelled. */
    List<Application> ofCancelledOrders(String customerId) {
        return jdbc.sql(OF_CANCELLED_ORDERS)
                .param("customer", customerId)
                .query(ApplicationRepository::application)
                .list();
    }

    /** The applications of these customers that are in review. */
    List<Application> inReview(Collection<String> customerIds) {
        return jdbc.sql(IN_REVIEW_OF)
                .param("customers", customerIds)
                .query(ApplicationRepository::application)
                .list();
    }

    boolean anyInReview(String customerId) {
        return jdbc.sql(COUNT_IN_REVIEW).param(customerId).query(Long.class).single() > 0;
    }

    void setStatus(
            Application application, Status status, String reasonCode, String instance, Instant at, String cause) {
        jdbc.sql(SET_STATUS)
                .param("status", status.name())
                .param("reason", reasonCode)
                .param("at", status.isOpen() ? null : SqlTime.of(at))
                .param("order", status == Status.APPROVED ? application.mallOrderId() : null)
                .param("instance", instance)
                .param("id", application.applicationId())
                .update();
        insertTransition(application, status, reasonCode, at, cause);
    }

    private void insertTransition(Application application, Status status, String reasonCode, Instant at, String cause) {
        jdbc.sql(INSERT_TRANSITION)
                .param("seq", sequence.next())
                .param("key", "application:" + application.applicationId() + ":" + status)
                .param("id", application.applicationId())
                .param("customer", application.customerId())
                .param("at", SqlTime.of(at))
                .param("status", status.name())
                .param("reason", reasonCode)
                .param("cause", cause)
                .update();
    }

    void close(String applicationId, String closedAs) {
        jdbc.sql(CLOSE).params(closedAs, applicationId).update();
    }

    private static Application application(ResultSet row, int no) throws SQLException {
        String perks = row.getString("perks");
        BigDecimal feeOff = row.getBigDecimal("fee_off");
        return new Application(
                row.getString("application_id"),
                row.getString("hash"),
                new Purchase(
                        row.getString("customer_id"),
                        row.getString("category"),
                        row.getString("product"),
                        row.getBigDecimal("price")),
                row.getString("coupon_id"),
                row.getBigDecimal("coupon_cost"),
                new Terms(
                        row.getBigDecimal("principal"),
                        row.getInt("periods"),
                        row.getBigDecimal("monthly_rate"),
                        row.getBigDecimal("fee_rate"),
                        row.getInt("free_periods"),
                        feeOff),
                row.getBigDecimal("early_fee_rate"),
                perks.isEmpty() ? List.of() : Arrays.asList(perks.split(",")),
                SqlTime.read(row, "applied_at"),
                Status.valueOf(row.getString("status")),
                row.getString("reason_code"),
                row.getString("order_id"),
                row.getString("process_instance_id"),
                row.getString("closed_as"));
    }
}

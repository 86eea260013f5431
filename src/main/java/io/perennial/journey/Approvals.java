package io.perennial.journey;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Approvals and refusals by people. They keep a refused subject from being proposed again too soon, and steps that need an
 * approval check for it here. Every method joins the caller's transaction.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Approvals {

    private static final String INSERT = """
            insert into verdict (
              seq, request_key, customer_id, at, matter, granted, process_instance_id, until_at, cause, user_id)
            values (:seq, :key, :customer, :at, :matter, :granted, :instance, :until, :cause, :user)""";
    private static final String KNOWN = "select count(*) from verdict where request_key = :key";
    private static final String OF_CUSTOMERS = """
            select customer_id, granted, until_at from verdict
             where customer_id in (:ids) and matter = :matter order by seq""";
    private static final String GRANTED = """
            select count(*) from verdict
             where customer_id = :customer and matter = :matter and granted and process_instance_id = :instance""";

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    Approvals(JdbcClient jdbc, BusinessClock clock, SequenceIds sequence) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.sequence = sequence;
    }

    /** Records a decision; a second one under the same key is ignored. */
    public void record(ApprovalDecision decision) {
        boolean known =
                jdbc.sql(KNOWN).param("key", decision.key()).query(Long.class).single() > 0;
        if (!known) {
            jdbc.sql(INSERT)
                    .param("seq", sequence.next())
                    .param("key", decision.key())
                    .param("customer", decision.customerId())
                    .param("at", SqlTime.of(clock.instant()))
                    .param("matter", decision.subject().name())
                    .param("granted", decision.granted())
                    .param("instance", decision.processInstanceId())
                    .param("until", SqlTime.of(decision.until()))
                    .param("cause", decision.cause())
                    .param("user", decision.user())
                    .update();
        }
    }

    /** Returns those of the customers whose last decision on the subject is a refusal that has not expired. */
    public Set<String> refused(Collection<String> customerIds, ApprovalSubject subject) {
        Map<String, PastDecision> last = new HashMap<>();
        findDecisions(customerIds, subject).forEach(decision -> last.put(decision.customerId(), decision));
        Instant now = clock.instant();
        Set<String> refused = new HashSet<>();
        last.forEach((customerId, decision) -> {
            if (!decision.granted()
                    && (decision.until() == null || decision.until().isAfter(now))) {
                refused.add(customerId);
            }
        });
        return refused;
    }

    /** Number of refusals of the subject for the customer. */
    public long refusals(String customerId, ApprovalSubject subject) {
        return findDecisions(List.of(customerId), subject).stream()
                .filter(decision -> !decision.granted())
                .count();
    }

    /** Whether the subject was approved for the customer in this process instance. */
    public boolean isGranted(String customerId, ApprovalSubject subject, String processInstanceId) {
        return jdbc.sql(GRANTED)
                        .param("customer", customerId)
                        .param("matter", subject.name())
                        .param("instance", processInstanceId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private record PastDecision(String customerId, boolean granted, Instant until) {}

    private List<PastDecision> findDecisions(Collection<String> customerIds, ApprovalSubject subject) {
        return customerIds.isEmpty()
                ? List.of()
                : jdbc.sql(OF_CUSTOMERS)
                        .param("ids", customerIds)
                        .param("matter", subject.name())
                        .query((row, n) -> new PastDecision(
                                row.getString("customer_id"), row.getBoolean("granted"), SqlTime.read(row, "until_at")))
                        .list();
    }
}

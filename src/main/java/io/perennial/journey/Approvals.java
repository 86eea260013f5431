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
 * What people granted or refused a customer, remembered so that nobody is asked the same again too soon, and so that what
 * needs a grant can be checked when it is done. Every method joins the caller's transaction.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Approvals {

    public enum Matter {
        REGISTRATION,
        LIMIT_RAISE,
        INSTALLMENT,
        /** Granted is what is frozen. */
        FREEZE
    }

    /**
     * A verdict on one customer's matter.
     *
     * @param key under which it is recorded once
     * @param until when a refusal is forgotten; null for never
     * @param user who decided; null where a time limit did
     */
    public record Verdict(
            String key,
            String customerId,
            Matter matter,
            boolean granted,
            String processInstanceId,
            Instant until,
            String cause,
            String user) {}

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

    /** Records a verdict; the same key counts once. */
    public void record(Verdict verdict) {
        boolean known =
                jdbc.sql(KNOWN).param("key", verdict.key()).query(Long.class).single() > 0;
        if (!known) {
            jdbc.sql(INSERT)
                    .param("seq", sequence.next())
                    .param("key", verdict.key())
                    .param("customer", verdict.customerId())
                    .param("at", SqlTime.of(clock.instant()))
                    .param("matter", verdict.matter().name())
                    .param("granted", verdict.granted())
                    .param("instance", verdict.processInstanceId())
                    .param("until", SqlTime.of(verdict.until()))
                    .param("cause", verdict.cause())
                    .param("user", verdict.user())
                    .update();
        }
    }

    /** Which of these customers were refused the matter last, and are still to be refused it. */
    public Set<String> refused(Collection<String> customerIds, Matter matter) {
        Map<String, Remembered> last = new HashMap<>();
        of(customerIds, matter).forEach(verdict -> last.put(verdict.customerId(), verdict));
        Instant now = clock.instant();
        Set<String> refused = new HashSet<>();
        last.forEach((customerId, verdict) -> {
            if (!verdict.granted()
                    && (verdict.until() == null || verdict.until().isAfter(now))) {
                refused.add(customerId);
            }
        });
        return refused;
    }

    /** How often the customer has been refused the matter. */
    public long refusals(String customerId, Matter matter) {
        return of(List.of(customerId), matter).stream()
                .filter(verdict -> !verdict.granted())
                .count();
    }

    /** Whether somebody granted the customer the matter in this journey. */
    public boolean isGranted(String customerId, Matter matter, String processInstanceId) {
        return jdbc.sql(GRANTED)
                        .param("customer", customerId)
                        .param("matter", matter.name())
                        .param("instance", processInstanceId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private record Remembered(String customerId, boolean granted, Instant until) {}

    private List<Remembered> of(Collection<String> customerIds, Matter matter) {
        return customerIds.isEmpty()
                ? List.of()
                : jdbc.sql(OF_CUSTOMERS)
                        .param("ids", customerIds)
                        .param("matter", matter.name())
                        .query((row, n) -> new Remembered(
                                row.getString("customer_id"), row.getBoolean("granted"), SqlTime.read(row, "until_at")))
                        .list();
    }
}

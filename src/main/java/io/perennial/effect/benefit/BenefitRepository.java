package io.perennial.effect.benefit;

import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class BenefitRepository {

    private static final String CURRENT = """
            select benefit from benefit where customer_id = ?
            """;
    private static final String GRANT = """
            insert into benefit (customer_id, benefit, granted_at) values (?, ?, ?)
            """;
    private static final String WITHDRAW = """
            delete from benefit where customer_id = ? and benefit = ?
            """;
    private static final String CHANGES = """
            select benefit, granted
              from benefit_change
             where customer_id = ? and request_key = concat(?, ':', benefit)
             order by seq
            """;
    private static final String INSERT_CHANGE = """
            insert into benefit_change (seq, request_key, customer_id, at, benefit, granted, cause)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    record BenefitChange(String benefit, boolean granted) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    BenefitRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    Set<String> current(String customerId) {
        return client.sql(CURRENT).param(customerId).query(String.class).set();
    }

    List<BenefitChange> changes(String customerId, String keyPrefix) {
        return client.sql(CHANGES)
                .params(customerId, keyPrefix)
                .query((row, no) -> new BenefitChange(row.getString("benefit"), row.getBoolean("granted")))
                .list();
    }

    void write(
            String keyPrefix,
            String customerId,
            List<BenefitChange> changes,
            Instant now,
            String cause,
            SequenceIds sequence) {
        String at = SqlTime.of(now);
        template.batchUpdate(
                GRANT,
                changes.stream()
                        .filter(BenefitChange::granted)
                        .map(change -> new Object[] {customerId, change.benefit(), at})
                        .toList());
        template.batchUpdate(
                WITHDRAW,
                changes.stream()
                        .filter(change -> !change.granted())
                        .map(change -> new Object[] {customerId, change.benefit()})
                        .toList());
        template.batchUpdate(
                INSERT_CHANGE,
                changes.stream()
                        .map(change -> new Object[] {
                            sequence.next(),
                            keyPrefix + ":" + change.benefit(),
                            customerId,
                            at,
                            change.benefit(),
                            change.granted(),
                            cause
                        })
                        .toList());
    }
}

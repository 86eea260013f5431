package io.perennial.effect.holdout;

import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.effect.holdout.WithheldLog.WithheldEffect;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class HoldoutRepository {

    private static final String WITHHELD = """
            select request_key, customer_id, effect, what, reason, cause
              from withheld
             where request_key in (:keys)
             order by seq
            """;
    private static final String INSERT_WITHHELD = """
            insert into withheld (seq, request_key, customer_id, at, effect, what, reason, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String MERGED_IDS = """
            select kin_id from holdout_kin where customer_id = ?
            """;
    private static final String MERGED_IDS_OF_ALL = """
            select customer_id, kin_id from holdout_kin where customer_id in (:ids)
            """;
    private static final String INSERT_MERGED_ID = """
            insert ignore into holdout_kin (customer_id, kin_id) values (?, ?)
            """;
    private static final String STAGE = """
            select stage from customer where customer_id = ?
            """;

    private static final String DELETE_MERGED_IDS = """
            delete from holdout_kin where customer_id = ?
            """;
    private static final int PAGE = 1000;

    private final JdbcClient client;
    private final JdbcTemplate template;

    HoldoutRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    List<String> mergedIds(String customerId) {
        return client.sql(MERGED_IDS).param(customerId).query(String.class).list();
    }

    /** The merged ids of those customers who have any, read page by page. */
    Map<String, List<String>> mergedIds(Collection<String> customerIds) {
        Map<String, List<String>> mergedIds = new HashMap<>();
        List<String> ids = List.copyOf(customerIds);
        for (int from = 0; from < ids.size(); from += PAGE) {
            client.sql(MERGED_IDS_OF_ALL)
                    .param("ids", ids.subList(from, Math.min(from + PAGE, ids.size())))
                    .query(row -> {
                        mergedIds
                                .computeIfAbsent(row.getString("customer_id"), id -> new ArrayList<>())
                                .add(row.getString("kin_id"));
                    });
        }
        return mergedIds;
    }

    void insertMergedId(String customerId, String mergedId) {
        client.sql(INSERT_MERGED_ID).params(customerId, mergedId).update();
    }

    Optional<String> stage(String customerId) {
        return client.sql(STAGE).param(customerId).query(String.class).optional();
    }

    List<WithheldEffect> withheld(Collection<String> keys) {
        return keys.isEmpty()
                ? List.of()
                : client.sql(WITHHELD)
                        .param("keys", keys)
                        .query((row, no) -> new WithheldEffect(
                                row.getString("request_key"),
                                row.getString("customer_id"),
                                row.getString("effect"),
                                row.getString("what"),
                                Reason.valueOf(row.getString("reason")),
                                row.getString("cause")))
                        .list();
    }

    void insertWithheld(List<WithheldEffect> effects, Instant at, SequenceIds sequence) {
        template.batchUpdate(
                INSERT_WITHHELD,
                effects.stream()
                        .map(effect -> new Object[] {
                            sequence.next(),
                            effect.key(),
                            effect.customerId(),
                            SqlTime.of(at),
                            effect.effect(),
                            effect.what(),
                            effect.reason().name(),
                            effect.cause()
                        })
                        .toList());
    }

    void deleteMergedIds(String customerId) {
        client.sql(DELETE_MERGED_IDS).param(customerId).update();
    }
}

package io.perennial.feedback;

import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import io.perennial.feedback.OfferResponses.Response;
import io.perennial.feedback.Withheld.Reason;
import io.perennial.feedback.Withheld.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class FeedbackRepository {

    private static final String SETTING = """
            select value from setting where name = ?
            """;
    private static final String INSERT_SETTING_IF_ABSENT = """
            insert ignore into setting (name, value) values (?, ?)
            """;
    private static final String REFUSALS = """
            select request_key, customer_id, effect, what, reason, cause
              from withheld
             where request_key in (:keys)
            """;
    private static final String INSERT_REFUSAL = """
            insert into withheld (seq, request_key, customer_id, at, effect, what, reason, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RESPONSE = """
            select customer_id, offer, response from offer_response where request_key = ?
            """;
    private static final String INSERT_RESPONSE = """
            insert into offer_response (seq, request_key, customer_id, at, offer, response, cause)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String KIN = """
            select kin_id from holdout_kin where customer_id = ?
            """;
    private static final String INSERT_KIN = """
            insert ignore into holdout_kin (customer_id, kin_id) values (?, ?)
            """;
    private static final String STAGE = """
            select stage from customer where customer_id = ?
            """;

    private final JdbcClient client;
    private final JdbcTemplate template;

    FeedbackRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    /** The setting as kept; the first of all nodes to ask decides its value. */
    String settingOr(String name, String initial) {
        client.sql(INSERT_SETTING_IF_ABSENT).params(name, initial).update();
        return client.sql(SETTING).param(name).query(String.class).single();
    }

    List<String> kin(String customerId) {
        return client.sql(KIN).param(customerId).query(String.class).list();
    }

    void insertKin(String customerId, String kinId) {
        client.sql(INSERT_KIN).params(customerId, kinId).update();
    }

    Optional<String> stage(String customerId) {
        return client.sql(STAGE).param(customerId).query(String.class).optional();
    }

    Map<String, Refusal> refusals(Collection<String> keys) {
        Map<String, Refusal> byKey = new HashMap<>();
        if (!keys.isEmpty()) {
            client.sql(REFUSALS)
                    .param("keys", keys)
                    .query((row, no) -> new Refusal(
                            row.getString("request_key"),
                            row.getString("customer_id"),
                            row.getString("effect"),
                            row.getString("what"),
                            Reason.valueOf(row.getString("reason")),
                            row.getString("cause")))
                    .list()
                    .forEach(refusal -> byKey.put(refusal.key(), refusal));
        }
        return byKey;
    }

    void insertRefusals(List<Refusal> refusals, Instant at, Sequence sequence) {
        template.batchUpdate(
                INSERT_REFUSAL,
                refusals.stream()
                        .map(refusal -> new Object[] {
                            sequence.next(),
                            refusal.key(),
                            refusal.customerId(),
                            SqlTime.of(at),
                            refusal.effect(),
                            refusal.what(),
                            refusal.reason().name(),
                            refusal.cause()
                        })
                        .toList());
    }

    Optional<OfferResponses.Row> response(String key) {
        return client.sql(RESPONSE)
                .param(key)
                .query((row, no) -> new OfferResponses.Row(
                        row.getString("customer_id"),
                        row.getString("offer"),
                        Response.valueOf(row.getString("response"))))
                .optional();
    }

    void insertResponse(long seq, String key, OfferResponses.Row row, Instant at, String cause) {
        client.sql(INSERT_RESPONSE)
                .params(
                        seq,
                        key,
                        row.customerId(),
                        SqlTime.of(at),
                        row.offer(),
                        row.response().name(),
                        cause)
                .update();
    }
}

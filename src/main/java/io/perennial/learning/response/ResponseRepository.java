package io.perennial.learning.response;

import io.perennial.learning.response.OfferResponses.Response;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ResponseRepository {

    private static final String RESPONSE = """
            select customer_id, offer, response from offer_response where request_key = ?
            """;
    /** An offer given has one response, the first recorded: by its journey, or by the nightly run after its window. */
    private static final String INSERT_RESPONSE = """
            insert ignore into offer_response (seq, request_key, customer_id, at, offer, response, cause, offered_key, offered_at,
                                        answered_at, strength, cost)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String FIRST_ORDER = """
            (select min(o.placed_at)
               from customer_order o
              where o.customer_id = %1$s.customer_id and not o.cancelled and o.placed_at >= %1$s.%2$s)""";
    private static final String HAS_RESPONSE = """
            select exists (select 1 from offer_response where customer_id = ? and offered_key = ?)
            """;
    /** The last coupon or message of that name with the journey as its cause. */
    private static final String OFFERED =
            """
            select request_key, offered_at, strength, cost, answered_at
              from (select c.request_key, c.issued_at as offered_at, c.value as strength,
                           case when c.state = 'REDEEMED' then c.cost else 0 end as cost, %s as answered_at
                      from coupon c
                      join coupon_move i on i.request_key = concat('issue:', c.request_key)
                     where c.customer_id = :customer and c.offer = :offer and i.cause like :journey
                    union all
                    select m.request_key, m.queued_at as offered_at, null as strength, 0 as cost, %s as answered_at
                      from message m
                     where m.customer_id = :customer and m.template = :offer and m.state in ('QUEUED', 'SENT')
                       and m.cause like :journey) given
             order by offered_at desc
             limit 1
            """.formatted(FIRST_ORDER.formatted("c", "issued_at"), FIRST_ORDER.formatted("m", "queued_at"));
    /** Coupons without a response; one is won if it was redeemed, or if an order follows before the next coupon. */
    private static final String UNANSWERED_COUPONS = """
            select c.customer_id, c.request_key, c.issued_at as offered_at, c.value as strength,
                   case when c.state = 'REDEEMED' then c.cost else 0 end as cost, c.state, u.stage,
                   (select min(o.placed_at)
                      from customer_order o
                     where o.customer_id = c.customer_id and not o.cancelled and o.placed_at >= c.issued_at
                       and o.placed_at < timestampadd(day, :window, c.issued_at)
                       and not exists (select 1
                                         from coupon l
                                        where l.customer_id = c.customer_id and l.issued_at > c.issued_at
                                          and l.issued_at <= o.placed_at)) as answered_at
              from coupon c
              join customer u on u.customer_id = c.customer_id
             where c.offer = :offer and c.issued_at >= :from and c.issued_at < :to
               and not exists (select 1
                                 from offer_response r
                                where r.customer_id = c.customer_id and r.offered_key = c.request_key)
             order by c.issued_at, c.coupon_id
             limit :page
            """;

    private static final String UNANSWERED_WARNINGS = """
            select w.customer_id, w.request_key, w.at as offered_at, n.at as answered_at, n.to_stage as stage
              from stage_move w
              join stage_move n
                on n.seq = (select min(f.seq) from stage_move f where f.customer_id = w.customer_id and f.seq > w.seq)
             where w.to_stage = 'CHURN_WARNING' and w.at >= :from
               and not exists (select 1
                                 from offer_response r
                                where r.customer_id = w.customer_id and r.offered_key = w.request_key)
             order by w.at, w.seq
             limit :page
            """;
    private static final String OFFERS_SINCE = "select distinct offer from coupon where issued_at >= ?";

    private static final int PAGE = 1000;

    /**
     * Coupon, message or warning that a customer received.
     *
     * @param key        request key of the effect
     * @param answeredAt first order, or return, after it; null without one
     * @param strength   in yuan or periods; null if it has none
     * @param cost       in yuan, of a redeemed coupon
     */
    record Given(String key, Instant offeredAt, Instant answeredAt, BigDecimal strength, BigDecimal cost) {}

    record Answer(String key, OfferResponses.Row row, Given given, String cause) {}

    record Unanswered(String customerId, Given given, Response response) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    ResponseRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
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

    void insertResponses(List<Answer> answers, Instant at, SequenceIds sequence) {
        template.batchUpdate(
                INSERT_RESPONSE,
                answers.stream()
                        .map(answer -> new Object[] {
                            sequence.next(),
                            answer.key(),
                            answer.row().customerId(),
                            SqlTime.of(at),
                            answer.row().offer(),
                            answer.row().response().name(),
                            answer.cause(),
                            answer.given().key(),
                            SqlTime.of(answer.given().offeredAt()),
                            answer.row().response() == Response.WON
                                    ? SqlTime.of(answer.given().answeredAt())
                                    : null,
                            answer.given().strength(),
                            answer.given().cost()
                        })
                        .toList());
    }

    boolean hasResponse(String customerId, String offeredKey) {
        return client.sql(HAS_RESPONSE)
                .params(customerId, offeredKey)
                .query(Boolean.class)
                .single();
    }

    /** The last coupon or message of that name that the journey gave. */
    Optional<Given> given(String customerId, String offer, String journey) {
        return client.sql(OFFERED)
                .param("customer", customerId)
                .param("offer", offer)
                .param("journey", "journey:%/" + journey)
                .query((row, no) -> given(row))
                .optional();
    }

    private static Given given(ResultSet row) throws SQLException {
        return new Given(
                row.getString("request_key"),
                SqlTime.read(row, "offered_at"),
                SqlTime.read(row, "answered_at"),
                row.getBigDecimal("strength"),
                row.getBigDecimal("cost"));
    }

    List<String> offersSince(Instant from) {
        return client.sql(OFFERS_SINCE)
                .param(SqlTime.of(from))
                .query(String.class)
                .list();
    }

    List<Unanswered> unansweredCoupons(String offer, int windowDays, Instant from, Instant to) {
        return client.sql(UNANSWERED_COUPONS)
                .param("offer", offer)
                .param("window", windowDays)
                .param("from", SqlTime.of(from))
                .param("to", SqlTime.of(to))
                .param("page", PAGE)
                .query((row, no) -> {
                    Given given = given(row);
                    boolean won = row.getString("state").equals("REDEEMED") || given.answeredAt() != null;
                    return new Unanswered(
                            row.getString("customer_id"),
                            given,
                            won
                                    ? Response.WON
                                    : row.getString("stage").equals("LOST") ? Response.LOST : Response.IGNORED);
                })
                .list();
    }

    List<Unanswered> unansweredWarnings(Instant from) {
        return client.sql(UNANSWERED_WARNINGS)
                .param("from", SqlTime.of(from))
                .param("page", PAGE)
                .query((row, no) -> new Unanswered(
                        row.getString("customer_id"),
                        new Given(
                                row.getString("request_key"),
                                SqlTime.read(row, "offered_at"),
                                SqlTime.read(row, "answered_at"),
                                null,
                                null),
                        switch (row.getString("stage")) {
                            case "RETENTION" -> Response.WON;
                            case "LOST" -> Response.LOST;
                            default -> Response.IGNORED;
                        }))
                .list();
    }
}

package io.perennial.customer.channel;

import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ChannelRepository {

    private static final String PUT = """
            insert into channel_cost (channel, day, cost, clicks) values (:channel, :day, :cost, :clicks)
                on duplicate key update cost = :cost, clicks = :clicks
            """;
    private static final String COST = """
            select sum(cost) from channel_cost where channel = ? and day between ? and ?
            """;
    private static final String REGISTERED = """
            select count(*) as registered,
                   sum(case when registered_at <= :maturedBefore then 1 else 0 end) as matured,
                   sum(case when registered_at <= :maturedBefore and exists (
                           select 1
                             from customer_order o
                            where o.customer_id = c.customer_id and not o.cancelled
                              and o.placed_at < timestampadd(day, :days, c.registered_at)) then 1 else 0 end) as activated
              from customer c
             where channel = :channel and registered_at > :from
            """;
    private static final String BILLED = """
            select count(distinct b.customer_id) as billed,
                   count(distinct case when b.overdue_at is not null then b.customer_id end) as overdue
              from customer c
              join bill b on b.customer_id = c.customer_id
             where c.channel = :channel and c.registered_at > :from
            """;

    /**
     * Numbers of customers.
     *
     * @param matured registered long enough ago for an activation rate
     * @param activated of these, with an order in time
     * @param billed with bills
     * @param overdue of these, with an overdue bill
     */
    record Figures(long registered, long matured, long activated, long billed, long overdue) {}

    private final JdbcClient client;

    ChannelRepository(JdbcClient client) {
        this.client = client;
    }

    void put(ChannelCost cost) {
        client.sql(PUT)
                .param("channel", cost.channel())
                .param("day", cost.date().toString())
                .param("cost", cost.cost())
                .param("clicks", cost.clicks())
                .update();
    }

    /** Total cost of these days; null if none has a cost. */
    BigDecimal cost(String channel, LocalDate from, LocalDate to) {
        return client.sql(COST)
                .params(channel, from.toString(), to.toString())
                .query(BigDecimal.class)
                .optional()
                .orElse(null);
    }

    Figures figures(String channel, Instant from, Instant maturedBefore, int days) {
        Figures activation = client.sql(REGISTERED)
                .param("channel", channel)
                .param("from", SqlTime.of(from))
                .param("maturedBefore", SqlTime.of(maturedBefore))
                .param("days", days)
                .query((row, no) ->
                        new Figures(row.getLong("registered"), row.getLong("matured"), row.getLong("activated"), 0, 0))
                .single();
        return client.sql(BILLED)
                .param("channel", channel)
                .param("from", SqlTime.of(from))
                .query((row, no) -> new Figures(
                        activation.registered(),
                        activation.matured(),
                        activation.activated(),
                        row.getLong("billed"),
                        row.getLong("overdue")))
                .single();
    }
}

package io.perennial.effect.credit;

import io.perennial.effect.credit.HoldResult.State;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class HoldRepository {

    private static final String LOCK_CUSTOMER = """
            select customer_id from customer where customer_id = ? for update
            """;
    private static final String HOLD = """
            select hold_id, customer_id, amount, state from credit_hold where hold_id = ? for update
            """;
    private static final String INSERT = """
            insert into credit_hold (hold_id, customer_id, amount, state) values (?, ?, ?, 'RESERVED')
            """;
    private static final String SET_STATE = """
            update credit_hold set state = ? where hold_id = ?
            """;
    private static final String TAKE = """
            update credit_account
               set used = used + :amount
             where customer_id = :customer and not frozen and credit_limit - used >= :amount
            """;
    private static final String WITHIN_LIMIT = """
            select count(*) from credit_account where customer_id = ? and used <= credit_limit
            """;
    private static final String GIVE_BACK = """
            update credit_account set used = used - ? where customer_id = ?
            """;
    private static final String IN_USE = """
            select coalesce(sum(case kind when 'USED' then amount when 'REPAID' then -amount else 0 end), 0)
              from credit_move
             where customer_id = ?
            """;
    private static final String MOVE_OF = """
            select customer_id, kind, hold_id, amount from credit_move where request_key = ?
            """;
    private static final String INSERT_MOVE = """
            insert into credit_move (seq, request_key, customer_id, at, kind, hold_id, amount, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    record Row(String holdId, String customerId, BigDecimal amount, State state) {}

    record Move(String customerId, String kind, String holdId, BigDecimal amount) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    HoldRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    void lockCustomer(String customerId) {
        client.sql(LOCK_CUSTOMER).param(customerId).query(String.class).optional();
    }

    Optional<Row> hold(String holdId) {
        return client.sql(HOLD)
                .param(holdId)
                .query((row, no) -> new Row(
                        row.getString("hold_id"),
                        row.getString("customer_id"),
                        row.getBigDecimal("amount"),
                        State.valueOf(row.getString("state"))))
                .optional();
    }

    /** Whether the limit had room and the credit was not frozen; only then the amount is taken. */
    boolean take(String customerId, BigDecimal amount) {
        return client.sql(TAKE)
                        .param("customer", customerId)
                        .param("amount", amount)
                        .update()
                == 1;
    }

    /** Whether no more is used than the limit allows now. */
    boolean isWithinLimit(String customerId) {
        return client.sql(WITHIN_LIMIT).param(customerId).query(Long.class).single() == 1;
    }

    void giveBack(String customerId, BigDecimal amount) {
        client.sql(GIVE_BACK).params(amount, customerId).update();
    }

    BigDecimal inUse(String customerId) {
        return client.sql(IN_USE).param(customerId).query(BigDecimal.class).single();
    }

    void insert(Row hold) {
        client.sql(INSERT)
                .params(hold.holdId(), hold.customerId(), hold.amount())
                .update();
    }

    void setState(String holdId, State state) {
        client.sql(SET_STATE).params(state.name(), holdId).update();
    }

    Optional<Move> move(String key) {
        return client.sql(MOVE_OF)
                .param(key)
                .query((row, no) -> new Move(
                        row.getString("customer_id"),
                        row.getString("kind"),
                        row.getString("hold_id"),
                        row.getBigDecimal("amount")))
                .optional();
    }

    void insertMove(long seq, String key, Move move, Instant at, String cause) {
        template.update(
                INSERT_MOVE,
                seq,
                key,
                move.customerId(),
                SqlTime.of(at),
                move.kind(),
                move.holdId(),
                move.amount(),
                cause);
    }
}

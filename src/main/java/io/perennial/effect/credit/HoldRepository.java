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
    private static final String RESERVE = """
            update credit_account
               set used = used + :amount
             where customer_id = :customer and not frozen and credit_limit - used >= :amount
            """;
    private static final String WITHIN_LIMIT = """
            select count(*) from credit_account where customer_id = ? and used <= credit_limit
            """;
    private static final String RELEASE = """
            update credit_account set used = used - ? where customer_id = ?
            """;
    private static final String IN_USE = """
            select coalesce(sum(case kind when 'USED' then amount when 'REPAID' then -amount else 0 end), 0)
              from credit_move
             where customer_id = ?
            """;
    private static final String MOVEMENT_OF = """
            select customer_id, kind, hold_id, amount from credit_move where request_key = ?
            """;
    private static final String INSERT_MOVEMENT = """
            insert into credit_move (seq, request_key, customer_id, at, kind, hold_id, amount, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    record Hold(String holdId, String customerId, BigDecimal amount, State state) {}

    record CreditMovement(String customerId, String kind, String holdId, BigDecimal amount) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    HoldRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    void lockCustomer(String customerId) {
        client.sql(LOCK_CUSTOMER).param(customerId).query(String.class).optional();
    }

    Optional<Hold> lock(String holdId) {
        return client.sql(HOLD)
                .param(holdId)
                .query((row, no) -> new Hold(
                        row.getString("hold_id"),
                        row.getString("customer_id"),
                        row.getBigDecimal("amount"),
                        State.valueOf(row.getString("state"))))
                .optional();
    }

    /** Reserves the amount within the limit; false when it is not available or credit is frozen. */
    boolean reserve(String customerId, BigDecimal amount) {
        return client.sql(RESERVE)
                        .param("customer", customerId)
                        .param("amount", amount)
                        .update()
                == 1;
    }

    /** Whether what is used is within the limit now. */
    boolean isWithinLimit(String customerId) {
        return client.sql(WITHIN_LIMIT).param(customerId).query(Long.class).single() == 1;
    }

    void release(String customerId, BigDecimal amount) {
        client.sql(RELEASE).params(amount, customerId).update();
    }

    BigDecimal inUse(String customerId) {
        return client.sql(IN_USE).param(customerId).query(BigDecimal.class).single();
    }

    void insert(Hold hold) {
        client.sql(INSERT)
                .params(hold.holdId(), hold.customerId(), hold.amount())
                .update();
    }

    void setState(String holdId, State state) {
        client.sql(SET_STATE).params(state.name(), holdId).update();
    }

    Optional<CreditMovement> movement(String key) {
        return client.sql(MOVEMENT_OF)
                .param(key)
                .query((row, no) -> new CreditMovement(
                        row.getString("customer_id"),
                        row.getString("kind"),
                        row.getString("hold_id"),
                        row.getBigDecimal("amount")))
                .optional();
    }

    void insertMovement(long seq, String key, CreditMovement movement, Instant at, String cause) {
        template.update(
                INSERT_MOVEMENT,
                seq,
                key,
                movement.customerId(),
                SqlTime.of(at),
                movement.kind(),
                movement.holdId(),
                movement.amount(),
                cause);
    }
}

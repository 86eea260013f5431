package io.perennial.effect.credit;

import io.perennial.effect.credit.LimitEntry.ChangeType;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class CreditRepository {

    private static final int PAGE = 1000;

    private static final String ACCOUNTS = """
            select customer_id, credit_limit, used, frozen, assessed_at from credit_account where customer_id in (:ids)
            """;
    private static final String LOCKED = " for update";
    private static final String INSERT_ACCOUNT = """
            insert into credit_account (customer_id, credit_limit, used, frozen, assessed_at) values (?, ?, ?, ?, ?)
            """;
    private static final String UPDATE_ACCOUNT = """
            update credit_account
               set credit_limit = ?, frozen = ?, assessed_at = ?
             where customer_id = ? and credit_limit = ? and frozen = ?
            """;
    private static final String EARLIER = """
            select request_key, customer_id, kind, asked, from_limit, to_limit
              from limit_change
             where request_key in (:keys)
            """;
    private static final String INSERT_CHANGE = """
            insert into limit_change (seq, request_key, customer_id, at, kind, asked, from_limit, to_limit, cap, raised,
              cause)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RAISES = """
            select customer_id, seq, at, from_limit, to_limit, cap
              from limit_change
             where customer_id in (:ids) and raised
             order by seq
            """;
    private static final String CHANGES = """
            select at, kind, asked, from_limit, to_limit, cap, cause
              from limit_change
             where customer_id = ?
             order by seq desc
            """;
    private static final String KNOWS = """
            select count(*) from customer where customer_id = ?
            """;

    record Change(String customerId, ChangeType kind, BigDecimal asked, BigDecimal from, BigDecimal to) {
        boolean isOf(Change other) {
            boolean sameAsked = asked == null ? other.asked == null : asked.equals(other.asked);
            return customerId.equals(other.customerId) && kind == other.kind && sameAsked;
        }
    }

    /** @param raise whether it was a raise, which later assessments keep */
    record Entry(long seq, String key, Change change, BigDecimal cap, boolean raise, String cause) {}

    /** A raise of the limit. */
    record Raise(String customerId, long seq, Instant at, BigDecimal by, BigDecimal cap) {

        /** Whether it was made after the assessment with that time and sequence number. */
        boolean follows(Instant assessedAt, long assessment) {
            return at.isAfter(assessedAt) || at.equals(assessedAt) && seq > assessment;
        }

        /** That limit with this raise, within the cap of the raise. */
        BigDecimal addTo(BigDecimal limit) {
            return limit.add(by).min(cap).max(limit);
        }
    }

    private final JdbcClient client;
    private final JdbcTemplate template;

    CreditRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    Map<String, Account> accounts(Collection<String> customerIds) {
        return accounts(ACCOUNTS, customerIds);
    }

    Map<String, Account> lockedAccounts(Collection<String> customerIds) {
        return accounts(ACCOUNTS + LOCKED, customerIds);
    }

    private Map<String, Account> accounts(String sql, Collection<String> customerIds) {
        Map<String, Account> accounts = new HashMap<>();
        for (List<String> page : pages(customerIds)) {
            client.sql(sql)
                    .param("ids", page)
                    .query((row, no) -> new Account(
                            row.getString("customer_id"),
                            row.getBigDecimal("credit_limit"),
                            row.getBigDecimal("used"),
                            row.getBoolean("frozen"),
                            SqlTime.read(row, "assessed_at")))
                    .list()
                    .forEach(account -> accounts.put(account.customerId(), account));
        }
        return accounts;
    }

    /**
     * Writes changed accounts. Fails when one has changed since it was read, by a writer without the customer's lock.
     */
    void write(Map<String, Account> before, Map<String, Account> now) {
        List<Object[]> inserts = new ArrayList<>();
        List<Object[]> updates = new ArrayList<>();
        now.forEach((customerId, account) -> {
            Account old = before.get(customerId);
            String assessedAt = SqlTime.of(account.assessedAt());
            if (old == null) {
                inserts.add(new Object[] {customerId, account.limit(), account.used(), account.frozen(), assessedAt});
            } else if (!old.equals(account)) {
                updates.add(new Object[] {
                    account.limit(), account.frozen(), assessedAt, customerId, old.limit(), old.frozen()
                });
            }
        });
        template.batchUpdate(INSERT_ACCOUNT, inserts);
        for (int changed : template.batchUpdate(UPDATE_ACCOUNT, updates)) {
            if (changed == 0) {
                throw new OptimisticLockingFailureException("A credit account changed without its customer's lock");
            }
        }
    }

    Map<String, Change> earlier(Collection<String> keys) {
        Map<String, Change> changes = new HashMap<>();
        for (List<String> page : pages(keys)) {
            client.sql(EARLIER)
                    .param("keys", page)
                    .query((row, no) -> Map.entry(
                            row.getString("request_key"),
                            new Change(
                                    row.getString("customer_id"),
                                    ChangeType.valueOf(row.getString("kind")),
                                    row.getBigDecimal("asked"),
                                    row.getBigDecimal("from_limit"),
                                    row.getBigDecimal("to_limit"))))
                    .list()
                    .forEach(change -> changes.put(change.getKey(), change.getValue()));
        }
        return changes;
    }

    void insert(List<Entry> entries, Instant at) {
        template.batchUpdate(
                INSERT_CHANGE,
                entries.stream()
                        .map(entry -> new Object[] {
                            entry.seq(),
                            entry.key(),
                            entry.change().customerId(),
                            SqlTime.of(at),
                            entry.change().kind().name(),
                            entry.change().asked(),
                            entry.change().from(),
                            entry.change().to(),
                            entry.cap(),
                            entry.raise(),
                            entry.cause()
                        })
                        .toList());
    }

    /** The raises of each of these customers, in the order they were made. */
    Map<String, List<Raise>> raises(Collection<String> customerIds) {
        Map<String, List<Raise>> raises = new HashMap<>();
        for (List<String> page : pages(customerIds)) {
            client.sql(RAISES)
                    .param("ids", page)
                    .query((row, no) -> new Raise(
                            row.getString("customer_id"),
                            row.getLong("seq"),
                            SqlTime.read(row, "at"),
                            row.getBigDecimal("to_limit").subtract(row.getBigDecimal("from_limit")),
                            row.getBigDecimal("cap")))
                    .list()
                    .forEach(raise -> raises.computeIfAbsent(raise.customerId(), id -> new ArrayList<>())
                            .add(raise));
        }
        return raises;
    }

    List<LimitEntry> changes(String customerId) {
        return client.sql(CHANGES)
                .param(customerId)
                .query((row, no) -> new LimitEntry(
                        SqlTime.read(row, "at"),
                        ChangeType.valueOf(row.getString("kind")),
                        row.getBigDecimal("asked"),
                        row.getBigDecimal("from_limit"),
                        row.getBigDecimal("to_limit"),
                        row.getBigDecimal("cap"),
                        row.getString("cause")))
                .list();
    }

    boolean knows(String customerId) {
        return client.sql(KNOWS).param(customerId).query(Long.class).single() > 0;
    }

    private static List<List<String>> pages(Collection<String> all) {
        List<String> list = List.copyOf(all);
        List<List<String>> pages = new ArrayList<>();
        for (int from = 0; from < list.size(); from += PAGE) {
            pages.add(list.subList(from, Math.min(from + PAGE, list.size())));
        }
        return pages;
    }
}

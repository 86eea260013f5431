package io.perennial.effect.credit;

import io.perennial.effect.credit.CreditRepository.Change;
import io.perennial.effect.credit.CreditRepository.Entry;
import io.perennial.effect.credit.LimitEntry.ChangeType;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Merges two credit accounts: the limit of the later assessment, the sum of what both have used, frozen if either was. The
 * change is an entry of the ledger like any other.
 */
@Component
class CreditData implements CustomerDataOwner {

    private static final String REMOVE = "delete from credit_account where customer_id = ?";
    private static final String SET = """
            insert into credit_account (customer_id, credit_limit, used, frozen, assessed_at) values (?, ?, ?, ?, ?)
            on duplicate key update credit_limit = values(credit_limit), used = values(used), frozen = values(frozen),
              assessed_at = values(assessed_at)""";

    private final CreditRepository repository;
    private final JdbcClient jdbc;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    CreditData(CreditRepository repository, JdbcClient jdbc, SequenceIds sequence, BusinessClock clock) {
        this.repository = repository;
        this.jdbc = jdbc;
        this.sequence = sequence;
        this.clock = clock;
    }

    @Override
    public void reassign(String from, String into) {
        Map<String, Account> accounts = repository.accounts(List.of(from, into));
        Account source = accounts.get(from);
        if (source == null) {
            return;
        }
        Account target = accounts.getOrDefault(into, Account.none(into));
        Account later =
                isLater(source.assessedAt(), target.assessedAt()) || !accounts.containsKey(into) ? source : target;
        Account merged = new Account(
                into,
                later.limit(),
                target.used().add(source.used()),
                target.frozen() || source.frozen(),
                later.assessedAt());
        jdbc.sql(REMOVE).param(from).update();
        jdbc.sql(SET)
                .param(into)
                .param(merged.limit())
                .param(merged.used())
                .param(merged.frozen())
                .param(SqlTime.of(merged.assessedAt()))
                .update();
        repository.insert(entries(from, target, merged), clock.instant());
    }

    private List<Entry> entries(String from, Account target, Account merged) {
        String key = "merge:" + from;
        String into = merged.customerId();
        List<Entry> entries = new ArrayList<>();
        Change limit = new Change(into, ChangeType.LIMIT_CHANGED, merged.limit(), target.limit(), merged.limit());
        entries.add(new Entry(sequence.next(), key, limit, null, false, key));
        if (merged.frozen()) {
            Change frozen = new Change(into, ChangeType.CREDIT_FROZEN, null, merged.limit(), merged.limit());
            entries.add(new Entry(sequence.next(), key + ":frozen", frozen, null, false, key));
        }
        return entries;
    }

    private static boolean isLater(Instant one, Instant other) {
        return one != null && (other == null || one.isAfter(other));
    }

    @Override
    public void erase(String customerId) {
        // The ledger stays: it holds amounts only.
    }
}

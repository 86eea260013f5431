package io.perennial.insight.ledger;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.Settings;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class LedgerRepository {

    private static final String LAST_CHECK = "ledger.checked";

    private final JdbcClient client;
    private final Settings settings;

    LedgerRepository(JdbcClient client, Settings settings) {
        this.settings = settings;
        this.client = client;
    }

    long count(LedgerRule rule) {
        return client.sql("select count(*) from (" + rule.sql() + ") differences")
                .query(Long.class)
                .single();
    }

    List<Difference> differences(LedgerRule rule, int limit) {
        return client.sql(rule.sql() + " limit " + limit)
                .query((row, no) -> new Difference(
                        rule.name(), row.getString("id"), row.getString("kept"), row.getString("computed")))
                .list();
    }

    /** The number of differences that the last check on any node found. */
    long last() {
        return settings.find(LAST_CHECK)
                .map(value -> Long.valueOf(value.split(" ")[1]))
                .orElse(0L);
    }

    void saveLast(Instant at, long differences) {
        settings.save(LAST_CHECK, SqlTime.of(at).replace(' ', 'T') + " " + differences);
    }
}

package io.perennial.insight;

import io.perennial.platform.sql.CustomerDataOwner;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Queues both ids of a merge for a recount. */
@Component
class InsightData implements CustomerDataOwner {

    private static final String QUEUE = """
            insert ignore into insight_again (customer_id) values (?)
            """;

    private final JdbcTemplate template;

    InsightData(JdbcTemplate template) {
        this.template = template;
    }

    @Override
    public void reassign(String from, String into) {
        List.of(from, into).forEach(id -> template.update(QUEUE, id));
    }

    @Override
    public void erase(String customerId) {
        // Days, channels and sums contain no personal data.
    }
}

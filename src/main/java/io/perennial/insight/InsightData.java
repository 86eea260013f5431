package io.perennial.insight;

import io.perennial.platform.sql.CustomerDataOwner;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** When two ids become one, both are counted anew. */
@Component
class InsightData implements CustomerDataOwner {

    private static final String AGAIN = """
            insert ignore into insight_again (customer_id) values (?)
            """;

    private final JdbcTemplate template;

    InsightData(JdbcTemplate template) {
        this.template = template;
    }

    @Override
    public void reassign(String from, String into) {
        List.of(from, into).forEach(id -> template.update(AGAIN, id));
    }

    @Override
    public void erase(String customerId) {
        // A day, a channel and sums name nobody.
    }
}

package io.perennial.learning.prediction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class PredictionRepository implements CustomerDataOwner {

    private static final String CUSTOMERS = """
            select customer_id
              from customer
             where customer_id > :after and stage in ('RETENTION', 'CHURN_WARNING') and erased_at is null
             order by customer_id
             limit :page
            """;
    private static final String WARNED_BEFORE = """
            select customer_id
              from customer
             where customer_id in (:ids) and stage = 'CHURN_WARNING' and stage_since < :since
            """;
    private static final String DECIDED = """
            select customer_id, outputs
              from decision_record
             where customer_id in (:ids) and decision = 'churn-risk' and at >= :since
             order by seq
            """;
    private static final String BILLED = "select distinct customer_id from bill where customer_id in (:ids)";
    private static final String TAGGED = """
            select customer_id, tag
              from tag
             where customer_id in (:ids) and tag in (:tags) and since <= :now and until_at > :now
            """;
    private static final String INSERT = """
            insert ignore into foresight (day, what, customer_id, score) values (?, ?, ?, ?)
            """;
    private static final String DUE_DAYS = "select distinct day from foresight where day <= ? order by day";
    private static final String EVALUATE = """
            insert into foresight_quality (day, what, score, customers, came)
            select day, what, score, count(*), sum(came)
              from (select f.day, f.what, f.score,
                           case when f.what not like 'risk:%'
                                then case when exists (select 1 from event e
                                                        where e.customer_id = f.customer_id
                                                          and e.type in ('LOGGED_IN', 'ORDER_PLACED')
                                                          and e.occurred_at >= :from and e.occurred_at < :to)
                                          then 0 else 1 end
                                else case when exists (select 1 from bill b
                                                        where b.customer_id = f.customer_id
                                                          and b.overdue_at >= :from and b.overdue_at < :to)
                                          then 1 else 0 end
                                end as came
                      from foresight f
                     where f.day = :day) outcomes
             group by day, what, score
            """;
    private static final String DELETE_DAY = "delete from foresight where day = ?";
    private static final String SCORES = """
            select what, score, sum(customers) as customers, sum(came) as came
              from foresight_quality
             where day between ? and ?
             group by what, score
            """;

    private static final int PAGE = 1000;

    record Prediction(String what, String customerId, double score) {}

    private final JdbcClient client;
    private final JdbcTemplate template;
    private final ObjectMapper json;

    PredictionRepository(JdbcClient client, JdbcTemplate template, ObjectMapper json) {
        this.client = client;
        this.template = template;
        this.json = json;
    }

    List<String> customers(String after, int page) {
        return client.sql(CUSTOMERS)
                .param("after", after)
                .param("page", page)
                .query(String.class)
                .list();
    }

    /** Customers whose churn warning is already open, so that the review did not decide on them again. */
    Set<String> warnedBefore(Collection<String> ids, Instant since) {
        return new HashSet<>(client.sql(WARNED_BEFORE)
                .param("ids", ids)
                .param("since", SqlTime.of(since))
                .query(String.class)
                .list());
    }

    /** The latest churn risk decided since then, by customer. */
    Map<String, String> churnRisks(Collection<String> ids, Instant since) {
        Map<String, String> risks = new HashMap<>();
        client.sql(DECIDED).param("ids", ids).param("since", SqlTime.of(since)).query(row -> {
            risks.put(row.getString("customer_id"), risk(row.getString("outputs")));
        });
        return risks;
    }

    private String risk(String outputs) {
        try {
            return json.readTree(outputs).path(0).path("churnRisk").asText();
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("Unreadable decision record", damaged);
        }
    }

    Set<String> billed(Collection<String> ids) {
        return new HashSet<>(
                client.sql(BILLED).param("ids", ids).query(String.class).list());
    }

    /** Those of the tags that each customer has now. */
    Map<String, Set<String>> tagged(Collection<String> ids, Collection<String> tags, Instant now) {
        Map<String, Set<String>> tagged = new HashMap<>();
        client.sql(TAGGED)
                .param("ids", ids)
                .param("tags", tags)
                .param("now", SqlTime.of(now))
                .query(row -> {
                    tagged.computeIfAbsent(row.getString("customer_id"), id -> new HashSet<>())
                            .add(row.getString("tag"));
                });
        return tagged;
    }

    void insert(LocalDate day, List<Prediction> predictions) {
        template.batchUpdate(INSERT, predictions, PAGE, (row, one) -> {
            row.setString(1, day.toString());
            row.setString(2, one.what());
            row.setString(3, one.customerId());
            row.setDouble(4, one.score());
        });
    }

    List<LocalDate> daysUpTo(LocalDate last) {
        return client.sql(DUE_DAYS)
                .param(last.toString())
                .query(LocalDate.class)
                .list();
    }

    /** Counts the outcomes between these instants of that day's predictions, and deletes the predictions. */
    void evaluate(LocalDate day, Instant from, Instant to) {
        client.sql(EVALUATE)
                .param("day", day.toString())
                .param("from", SqlTime.of(from))
                .param("to", SqlTime.of(to))
                .update();
        client.sql(DELETE_DAY).param(day.toString()).update();
    }

    Map<String, List<PredictionQualityReport.Score>> scores(LocalDate from, LocalDate to) {
        Map<String, List<PredictionQualityReport.Score>> scores = new TreeMap<>();
        client.sql(SCORES).params(from.toString(), to.toString()).query(row -> {
            String what = row.getString("what");
            long customers = row.getLong("customers");
            long came = row.getLong("came");
            scores.computeIfAbsent(what, key -> new ArrayList<>())
                    .add(new PredictionQualityReport.Score(
                            row.getDouble("score"),
                            PredictionQuality.scoreName(what, row.getDouble("score")),
                            customers,
                            came,
                            (double) came / customers));
        });
        return scores;
    }

    /** Predictions for a merged id are not evaluated. */
    @Override
    public void reassign(String from, String into) {
        erase(from);
    }

    @Override
    public void erase(String customerId) {
        client.sql("delete from foresight where customer_id = ?")
                .param(customerId)
                .update();
    }
}

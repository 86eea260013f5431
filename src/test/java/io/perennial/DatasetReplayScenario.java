package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.effect.holdout.Holdout;
import io.perennial.journey.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * Replays real data sets day by day through the event API: first the purchases, with a review every night, then the credit
 * histories, which are later in time.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.decisions.kept=P10Y", // years lie between the two histories
            "perennial.holdout.share=0.2"
        })
@Import(TestApplication.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DatasetReplayScenario {

    private static final Path DATA = Path.of("..", "shared", "data");
    private static final int BATCH = 5_000;

    /** Replays one in this many customers, each with the whole history; 1 for all. */
    private static final int EVERY = Integer.getInteger("perennial.replay.every", 48);

    /** Days between two nights, whose events are sent together; 1 for every night. */
    private static final int STEP = Integer.getInteger("perennial.replay.step", 4);

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @Autowired
    private TestApplication app;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private Holdout holdout;

    private record Line(String text, JsonNode event) {
        Instant occurredAt() {
            return TestApplication.instant(event.get("occurredAt").asText());
        }

        String customerId() {
            return event.get("customerId").asText();
        }

        String type() {
            return event.get("type").asText();
        }
    }

    @Test
    @Order(1)
    void twentyThousandPurchasesAreReplayedNightByNight() {
        List<Line> lines = lines("purchases.ndjson.gz", 20_000).stream()
                .filter(line -> isReplayed(line.customerId()))
                .toList();
        Map<LocalDate, List<Line>> byDay = byDay(lines);
        LocalDate first = byDay.keySet().iterator().next();
        app.now(first.atStartOfDay(ZONE).toOffsetDateTime().toString());
        LocalDate last =
                sentOn(lines.get(lines.size() - 1).occurredAt().atZone(ZONE).toLocalDate());
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(STEP)) {
            app.now(day.atTime(2, 0).atZone(ZONE).toOffsetDateTime().toString());
            app.now(day.atTime(23, 59).atZone(ZONE).toOffsetDateTime().toString());
            send(byDay.getOrDefault(day, List.of()), false);
            app.settle();
        }
        app.now(last.plusDays(1).atTime(2, 0).atZone(ZONE).toOffsetDateTime().toString());

        factsAreAsRecomputed(lines);
        stagesFollowFromLegalMoves(lines);
        assertThat(count("select count(*) from stage_move where to_stage = 'CHURN_WARNING'"))
                .isPositive();
        assertThat(count("select count(*) from stage_move where to_stage = 'RECALL'"))
                .isPositive();
        assertThat(count("select count(*) from review where ended_at is null")).isZero();
        everyEffectIsExplained();
        heldOutCustomersGetNoOffers();

        resendingChangesNothing(lines);
    }

    @Test
    @Order(2)
    void creditOfFifteenHundredCustomersIsReplayedDayByDay() {
        List<Line> all = lines("credit.ndjson.gz", Integer.MAX_VALUE);
        Set<String> chosen = all.stream()
                .filter(line -> line.type().equals("CUSTOMER_REGISTERED"))
                .map(Line::customerId)
                .limit(1_500)
                .filter(DatasetReplayScenario::isReplayed)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<Line> lines =
                all.stream().filter(line -> chosen.contains(line.customerId())).toList();
        byDay(lines).forEach((day, ofDay) -> {
            app.now(day.atTime(23, 59).atZone(ZONE).toOffsetDateTime().toString());
            send(ofDay, false);
            app.settle();
        });

        factsAreAsRecomputed(lines);
        stagesFollowFromLegalMoves(lines);
        assertThat(count("select count(*) from tier_change where to_tier = 'RISK' and customer_id like 'uci-%'"))
                .isPositive();
        assertThat(count("select count(*) from callback where kind = 'HARDSHIP'"))
                .isPositive();
        assertThat(count("select count(*) from callback where kind = 'CHURN'")).isPositive();
        assertThat(count("select count(*) from coupon")).isPositive();
        everyEffectIsExplained();
        heldOutCustomersGetNoOffers();

        resendingChangesNothing(lines);
    }

    private List<Line> lines(String file, int most) {
        Path path = DATA.resolve(file);
        Assumptions.assumeTrue(
                Files.exists(path),
                () -> "No histories at " + DATA.toAbsolutePath().normalize());
        List<Line> lines = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null && lines.size() < most; line = reader.readLine()) {
                lines.add(new Line(line, json.readTree(line)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return lines;
    }

    private static boolean isReplayed(String customerId) {
        return Integer.parseInt(customerId.replaceAll("\\D", "")) % EVERY == 0;
    }

    /** The last of the days whose events are sent together with those of this day. */
    private static LocalDate sentOn(LocalDate day) {
        return LocalDate.ofEpochDay(Math.floorDiv(day.toEpochDay(), STEP) * STEP + STEP - 1L);
    }

    private static Map<LocalDate, List<Line>> byDay(List<Line> lines) {
        return lines.stream()
                .collect(Collectors.groupingBy(
                        line -> sentOn(line.occurredAt().atZone(ZONE).toLocalDate()),
                        TreeMap::new,
                        Collectors.toList()));
    }

    private void send(List<Line> lines, boolean again) {
        for (int from = 0; from < lines.size(); from += BATCH) {
            List<Line> batch = lines.subList(from, Math.min(lines.size(), from + BATCH));
            String body = batch.stream().map(Line::text).collect(Collectors.joining("\n"));
            JsonNode answer = app.expect(
                    200, app.call("service", HttpMethod.POST, "/api/v1/events", MediaType.APPLICATION_NDJSON, body));
            assertThat(answer.get("rejected")).isEmpty();
            assertThat(answer.get("accepted").asInt()).isEqualTo(again ? 0 : batch.size());
            assertThat(answer.get("duplicates").asInt()).isEqualTo(again ? batch.size() : 0);
        }
    }

    private void resendingChangesNothing(List<Line> lines) {
        long orders = count("select count(*) from customer_order");
        long events = count("select count(*) from event");
        send(lines, true);
        app.settle();
        assertThat(count("select count(*) from customer_order")).isEqualTo(orders);
        assertThat(count("select count(*) from event")).isEqualTo(events);
    }

    private record Expected(int orders, int overdueBills, Instant lastOrder) {}

    /** Compares each customer's facts from the API with those computed from the lines. */
    private void factsAreAsRecomputed(List<Line> lines) {
        LocalDate yearAgo = app.today().minusMonths(12);
        Map<String, Integer> orders = new HashMap<>();
        Map<String, Instant> lastOrder = new HashMap<>();
        Map<String, Set<String>> overdue = new HashMap<>();
        Set<String> customers = new LinkedHashSet<>();
        for (Line line : lines) {
            customers.add(line.customerId());
            if (line.type().equals("ORDER_PLACED")) {
                orders.merge(line.customerId(), 1, Integer::sum);
                lastOrder.merge(line.customerId(), line.occurredAt(), (a, b) -> a.isAfter(b) ? a : b);
            } else if (line.type().equals("REPAYMENT_OVERDUE")
                    && line.occurredAt().atZone(ZONE).toLocalDate().isAfter(yearAgo)) {
                overdue.computeIfAbsent(line.customerId(), id -> new HashSet<>())
                        .add(line.event().at("/data/billId").asText());
            }
        }
        for (String customer : customers) {
            JsonNode facts = app.customer(customer).get("facts");
            JsonNode last = facts.get("lastOrderAt");
            Expected found = new Expected(
                    facts.get("orderCount").asInt(),
                    facts.get("overdueCount12m").asInt(),
                    last.isNull() ? null : Instant.parse(last.asText()));
            assertThat(found)
                    .as(customer)
                    .isEqualTo(new Expected(
                            orders.getOrDefault(customer, 0),
                            overdue.getOrDefault(customer, Set.of()).size(),
                            lastOrder.get(customer)));
        }
    }

    /** Checks that every stage is the target of the customer's last move, that all moves are legal, and that no job failed. */
    private void stagesFollowFromLegalMoves(List<Line> lines) {
        assertThat(count("select count(*) from ACT_RU_INCIDENT")).isZero();
        record Step(String customer, String from, String to, String cause) {}
        Map<String, String> reached = new HashMap<>();
        List<Step> steps = app.jdbc()
                .sql("select customer_id, from_stage, to_stage, cause from stage_move order by seq")
                .query((row, n) -> new Step(
                        row.getString("customer_id"),
                        row.getString("from_stage"),
                        row.getString("to_stage"),
                        row.getString("cause")))
                .list();
        for (Step step : steps) {
            assertThat(step.cause()).isNotBlank();
            assertThat(step.from()).isEqualTo(reached.get(step.customer()));
            if (step.from() != null) {
                assertThat(Stage.valueOf(step.from()).leadsTo(Stage.valueOf(step.to())))
                        .as(step.toString())
                        .isTrue();
            }
            reached.put(step.customer(), step.to());
        }
        Map<String, String> stages = new HashMap<>();
        app.jdbc().sql("select customer_id, stage from customer").query(row -> {
            stages.put(row.getString("customer_id"), row.getString("stage"));
        });
        assertThat(stages).isEqualTo(reached);
    }

    /** Checks that held-out customers get neither coupons nor marketing, that this is recorded, and that others do get them. */
    private void heldOutCustomersGetNoOffers() {
        Map<Boolean, List<String>> held =
                app.jdbc().sql("select customer_id from customer").query(String.class).list().stream()
                        .collect(Collectors.partitioningBy(holdout::isHeldOut));
        assertThat(held.get(true)).as("held out").isNotEmpty();
        for (String offered : List.of("coupon", "message where purpose = 'MARKETING'")) {
            assertThat(app.jdbc()
                            .sql("select distinct customer_id from " + offered)
                            .query(String.class)
                            .list())
                    .as(offered)
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(held.get(true));
        }
        assertThat(app.jdbc()
                        .sql("select distinct customer_id from withheld where reason = 'HOLDOUT'")
                        .query(String.class)
                        .list())
                .as("customers with effects withheld by the holdout")
                .isNotEmpty()
                .isSubsetOf(held.get(true));
    }

    /** Checks that coupons, callbacks and points have a journey step as cause, with its decision on the timeline. */
    private void everyEffectIsExplained() {
        for (String table : List.of("coupon_move", "callback", "points_entry")) {
            List<String> sample = app.jdbc()
                    .sql("select distinct customer_id from " + table + " order by customer_id limit 20")
                    .query(String.class)
                    .list();
            for (String customer : sample) {
                List<JsonNode> timeline = app.timeline(customer);
                List<JsonNode> effects = timeline.stream()
                        .filter(entry -> entry.get("kind").asText().equals("EFFECT"))
                        .filter(entry ->
                                entry.get("name").asText().matches("COUPON_ISSUED|CALLBACK_CREATED|POINTS_EARNED"))
                        .toList();
                assertThat(effects).isNotEmpty();
                for (JsonNode effect : effects) {
                    String cause = effect.at("/detail/cause").asText();
                    String instance = cause.substring(cause.lastIndexOf('/') + 1);
                    assertThat(timeline)
                            .as("%s of %s", effect, customer)
                            .anyMatch(entry -> isReasonOf(entry, cause, instance));
                }
            }
        }
    }

    /** Whether the entry is a decision of the same journey, or the tier change that started risk-watch. */
    private static boolean isReasonOf(JsonNode entry, String cause, String instance) {
        return switch (entry.get("kind").asText()) {
            case "DECISION" -> entry.at("/detail/cause").asText().endsWith(instance);
            case "TIER" ->
                cause.startsWith("journey:risk-watch/")
                        && entry.get("name").asText().equals("RISK");
            default -> false;
        };
    }

    private long count(String sql) {
        return app.jdbc().sql(sql).query(Long.class).single();
    }
}

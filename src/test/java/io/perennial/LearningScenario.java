package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.platform.sql.SqlTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;

/** Nightly learning: customer value, lift, prediction quality and offer strengths, and proposals that need an approval. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.value.least-repeaters=20",
            "perennial.tuner.least-weight=50",
            "perennial.tuner.offers.recall-30-off.floor=20",
            "perennial.tuner.offers.recall-30-off.ceiling=40",
            "perennial.tuner.offers.recall-30-off.step=10",
            "perennial.tuner.offers.recall-30-off.table=recall-offer",
            "perennial.tuner.offers.recall-30-off.stronger=festival-gift"
        })
@Import(TestApplication.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class LearningScenario {

    private static final String INSIGHT = "/api/v1/insight/";
    private static final String CHANGES = "/api/v1/strategy-changes";

    @Autowired
    private TestApplication app;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    @Order(1)
    void purchasesGiveLifetimeValueAndProbabilityAlive() {
        app.now("2026-01-05T10:00:00+08:00");
        List<Map<String, Object>> events = new ArrayList<>();
        for (int no = 0; no < 60; no++) {
            String id = "buyer-" + no;
            events.add(TestApplication.event(id, "CUSTOMER_REGISTERED", id, app.now(), Map.of("channel", "SEARCH")));
        }
        app.send(events);
        app.settle();
        for (int week = 0; week < 8; week++) {
            app.jump("P7D");
            List<Map<String, Object>> orders = new ArrayList<>();
            for (int no = 0; no < 60; no++) {
                if (week < 1 + no % 8) {
                    orders.add(order("buyer-" + no, "w" + week, 100 + no));
                }
            }
            app.send(orders);
            app.settle();
        }
        app.days(1);

        JsonNode loyal = app.customer("buyer-7").get("facts");
        JsonNode gone = app.customer("buyer-1").get("facts");
        assertThat(loyal.get("probabilityAlive").asDouble()).isBetween(0.5, 1.0);
        assertThat(gone.get("probabilityAlive").asDouble())
                .isBetween(0.0, loyal.get("probabilityAlive").asDouble());
        assertThat(loyal.get("lifetimeValue").asDouble()).isGreaterThan(8 * 107 * 0.1);
        JsonNode ltv = app.expect(200, app.call("analyst", HttpMethod.GET, INSIGHT + "ltv", null));
        assertThat(ltv.at("/model/customers").asInt()).isEqualTo(60);
        assertThat(ltv.at("/channels/0/channel").asText()).isEqualTo("SEARCH");
        assertThat(ltv.at("/channels/0/predictedMargin").asDouble()).isPositive();
        assertThat(TestApplication.list(app.get(INSIGHT + "holdout?by=stage")))
                .filteredOn(lift -> lift.get("subject").asText().equals("ACTIVATION"))
                .singleElement()
                .satisfies(lift -> {
                    assertThat(lift.get("treated").asInt()).isEqualTo(60);
                    assertThat(lift.at("/returned/treated").asDouble()).isOne();
                    assertThat(lift.get("verdict").asText()).isEqualTo("NOT_ENOUGH_DATA");
                });
    }

    @Test
    @Order(2)
    void churnRiskCanUseTheProbabilityAlive() throws IOException {
        String dmn = Files.readString(Path.of("dmn/churn-risk.dmn"))
                .replace("<text>avgMonthlySpend</text>", "<text>probabilityAlive</text>")
                .replace("<text>&gt;= 3000</text>", "<text>&lt; 0.3</text>");
        JsonNode change = app.expect(
                201,
                app.call(
                        "designer",
                        HttpMethod.POST,
                        CHANGES,
                        Map.of("decision", "churn-risk", "dmn", dmn, "reason", "a test")));
        approve(change.get("changeId").asText());
        app.registers("late", "SEARCH");
        app.orders("late", 100);

        app.jump("P40D");

        List<String> inputs = app.jdbc()
                .sql("select inputs from decision_record where decision = 'churn-risk' and version = 2")
                .query(String.class)
                .list();
        assertThat(inputs).isNotEmpty().allMatch(text -> text.matches(".*\"probabilityAlive\":[01]\\..*"));
    }

    @Test
    @Order(3)
    void predictionsAreEvaluatedAMonthLater() {
        app.jump("P31D");

        List<JsonNode> quality = TestApplication.list(app.get(INSIGHT + "quality"));

        assertThat(quality).extracting(one -> one.get("what").asText()).contains("churn-risk", "probability-alive");
        assertThat(quality).allMatch(one -> one.get("customers").asInt() > 0);
        List<JsonNode> lift = TestApplication.list(app.get(INSIGHT + "holdout?by=stage&from=2026-01-01"));
        assertThat(lift)
                .isNotEmpty()
                .allMatch(one -> one.get("verdict").asText().equals("NOT_ENOUGH_DATA"));
        assertThat(app.jdbc()
                        .sql("select count(*) from offer_response where offer = 'churn-warning'")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    @Order(4)
    void strengthMovesInsideBandAndNeedsApprovalOutside() {
        respond(20, 0);
        respond(30, 20);
        respond(40, 90);

        app.jump("P15D");

        List<JsonNode> strengths =
                TestApplication.list(app.get(INSIGHT + "strengths").at("/0/strengths"));
        assertThat(strengths).extracting(one -> one.get("share").asDouble()).containsExactly(0.05, 0.05, 0.9);
        assertThat(app.jdbc()
                        .sql("select outputs from decision_record where decision = 'offer-strength'")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("\"40.00\":0.9");
        JsonNode change = TestApplication.list(app.get(CHANGES + "?decision=recall-offer"))
                .get(0);
        assertThat(change.get("state").asText()).isEqualTo("PROPOSED");
        assertThat(change.get("proposedBy").asText()).isEqualTo("strength-tuner");
        assertThat(change.get("reason").asText()).contains("Expected cost of festival-gift");
        assertThat(change.get("changes")).hasSize(2).allSatisfy(cell -> {
            assertThat(cell.get("before").asText()).isEqualTo("\"recall-30-off\"");
            assertThat(cell.get("after").asText()).isEqualTo("\"festival-gift\"");
        });

        app.days(2);
        assertThat(app.get(CHANGES + "?decision=recall-offer"))
                .as("not proposed again")
                .hasSize(1);
        String id = change.get("changeId").asText();
        approve(id);
        assertThat(app.get(CHANGES + "/" + id).get("state").asText()).isEqualTo("IN_FORCE");
        JsonNode reversed =
                app.expect(200, app.call("operations", HttpMethod.POST, CHANGES + "/" + id + "/reversal", null));
        assertThat(reversed.get("state").asText()).isEqualTo("REVERSED");
    }

    @Test
    @Order(5)
    void invalidDaysAreRejected() {
        for (String path : List.of("ltv", "holdout", "quality")) {
            for (String days :
                    List.of("from=2026-02-01&to=2026-01-01", "from=yesterday", "to=+20260-01-01", "from=0999-12-31")) {
                JsonNode problem =
                        app.expect(400, app.call("analyst", HttpMethod.GET, INSIGHT + path + "?" + days, null));
                assertThat(problem.get("code").asText()).isEqualTo("INVALID");
            }
        }
        app.expect(400, app.call("analyst", HttpMethod.GET, INSIGHT + "holdout?by=colour", null));
    }

    @Test
    @Order(6)
    void learningResultsAreAvailableAsCsv() {
        assertThat(table("ltv"))
                .startsWith("channel,month,customers,buyers,expectedAlive,margin,")
                .contains("\"SEARCH\",\"2026-01\",6")
                .hasLineCount(1 + app.get(INSIGHT + "ltv").get("channels").size());
        assertThat(table("holdout?by=stage&from=2026-01-01"))
                .startsWith("by,subject,treated,heldOut,returnedTreated,")
                .contains("STAGE,\"ACTIVATION\",6")
                .contains(",NOT_ENOUGH_DATA\r\n");
        assertThat(table("strengths"))
                .startsWith("offer,budget,spent,strength,share,")
                .contains(",40.00,0.9,")
                .hasLineCount(4);
        JsonNode quality = app.get(INSIGHT + "quality");
        int scores = 0;
        for (JsonNode one : quality) {
            scores += one.get("calibration").size();
        }
        assertThat(scores).isPositive();
        assertThat(table("quality")).startsWith("what,customers,came,auc,").hasLineCount(1 + quality.size());
        assertThat(table("quality?part=calibration"))
                .startsWith("what,score,name,customers,came,share\r\n")
                .hasLineCount(1 + scores);
        app.expect(400, app.call("analyst", HttpMethod.GET, INSIGHT + "quality?part=nothing", null));
    }

    private String table(String question) {
        ResponseEntity<String> answer = app.call(
                "analyst",
                HttpMethod.GET,
                INSIGHT + question + (question.contains("?") ? "&" : "?") + "format=csv",
                null);
        return TestApplication.table(answer);
    }

    private void approve(String changeId) {
        app.settle();
        JsonNode task = app.expect(
                        200, app.call("risk", HttpMethod.GET, "/engine-rest/task?processInstanceId=" + changeId, null))
                .get(0);
        app.expect(204, app.complete("risk", task, Map.of("strategyApproved", true, "note", "good")));
    }

    private Map<String, Object> order(String customer, String no, int yuan) {
        return TestApplication.event(
                customer + no,
                "ORDER_PLACED",
                customer,
                app.now(),
                Map.of("orderId", customer + no, "amount", yuan, "category", "HOME", "periods", 0));
    }

    /** Issues that strength to 100 customers today; {@code ordering} of them order for 900 yuan a day later. */
    private void respond(int strength, int ordering) {
        Instant now = app.now();
        List<Object[]> coupons = new ArrayList<>();
        List<Object[]> orders = new ArrayList<>();
        for (int no = 0; no < 100; no++) {
            String id = "r" + strength + "-" + no;
            coupons.add(new Object[] {
                id, id, id, strength, strength, SqlTime.of(now), SqlTime.of(now.plus(Duration.ofDays(14)))
            });
            if (no < ordering) {
                orders.add(new Object[] {id, id, SqlTime.of(now.plus(Duration.ofDays(1)))});
            }
        }
        jdbc.batchUpdate(
                "insert into coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state, issued_at,"
                        + " expires_at) values (?, ?, ?, 'recall-30-off', 'CASH_OFF', ?, ?, 'REDEEMED', ?, ?)",
                coupons);
        jdbc.batchUpdate(
                "insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) values (?, ?, ?,"
                        + " 900, false)",
                orders);
    }
}

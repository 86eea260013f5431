package io.perennial.bench;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Very many customers with a year behind them, as rows on MySQL: orders, bills, coupons, messages, moves, decisions, journeys
 * under way, and the nights in which was learned from them. One of them has been very busy.
 */
final class BenchmarkData {

    static final String LAST_DAY = "2026-06-15";
    static final String ANYBODY = "bench-0000123";
    static final String BUSY = "bench-0000001";

    private static final String NOW = "'2026-06-15 03:00:00'";
    private static final String ID = "concat('bench-', lpad(n, 7, '0'))";
    private static final String NO = "lpad(n, 7, '0')";
    private static final String CHANNEL = "concat('channel-', mod(n, 12))";
    private static final String OFFER = "concat('offer-', mod(n, 8))";
    private static final String REGISTERED = "timestampadd(minute, -mod(n * 7, 525600), " + NOW + ")";
    private static final String LATELY = "timestampadd(minute, -mod(n, 100000), " + NOW + ")";
    private static final int BUSY_EVENTS = 5_000;

    private final JdbcTemplate jdbc;
    private final int customers;
    private final long longAgo;
    private long numbers;

    /** @param longAgo a sequence number before that of every row */
    BenchmarkData(JdbcTemplate jdbc, int customers, long longAgo) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.longAgo = longAgo;
    }

    /** How they came about is not what is measured. */
    void settle() {
        count();
        people();
        lives();
        effects();
        feedback();
        journeys();
        nights();
        busy();
        jdbc.execute(
                "analyze table customer, day_book, event, customer_order, bill, tag, coupon, coupon_move, stage_move,"
                        + " tier_change, message, withheld, offer_response, callback, callback_request, callback_outcome,"
                        + " decision_record, points_entry, points_lot, journey, lift_day, value_cohort, value_cohort_age,"
                        + " ACT_RU_EXECUTION, ACT_RU_TASK, ACT_HI_ACTINST, ACT_HI_PROCINST");
    }

    private void count() {
        jdbc.execute("create table bench_no (n int not null primary key)");
        jdbc.update("insert into bench_no values (0)");
        for (int there = 1; there < customers; there *= 2) {
            jdbc.update("insert into bench_no select n + " + there + " from bench_no where n + " + there + " < "
                    + customers);
        }
    }

    /** A block of numbers, as many as there are customers; the statement adds n. */
    private String seq() {
        long from = longAgo + numbers;
        numbers += customers;
        return from + " + n";
    }

    private void fill(String into, String values) {
        fill(into, values, "true");
    }

    private void fill(String into, String values, String which) {
        jdbc.update("insert into " + into + " select " + values + " from bench_no where " + which + " order by n");
    }

    private void people() {
        fill(
                "customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier, tier_since)",
                ID + ", " + REGISTERED + ", " + CHANNEL + ", true,"
                        + " elt(1 + mod(n, 6), 'ACQUISITION', 'ACTIVATION', 'RETENTION', 'CHURN_WARNING', 'RECALL', 'LOST'), "
                        + REGISTERED + ", elt(1 + mod(n, 4), 'STANDARD', 'POTENTIAL', 'HIGH_VALUE', 'RISK'), "
                        + REGISTERED);
        fill(
                "day_book (customer_id, last_login_at, book)",
                ID + ", '2026-06-10 08:00:00',"
                        + " '{\"z\":\"Asia/Shanghai\",\"r\":\"r\",\"o\":2,\"i\":1,\"p\":6,\"y\":640.00,\"l\":1780000000000,"
                        + "\"c\":{\"HOME\":2},\"d\":{\"2026-04-02\":{\"o\":1,\"y\":400.00},"
                        + "\"2026-05-28\":{\"o\":1,\"y\":240.00}}}'");
        fill("credit_account (customer_id, credit_limit, used, frozen)", ID + ", 5000.00, mod(n, 3) * 500, false");
        fill("member (customer_id, level, enrolled_at)", ID + ", 'BRONZE', " + REGISTERED);
        fill(
                "tag (customer_id, tag, since, until_at, rule_id, version, evidence)",
                ID + ", 'need:childcare', " + LATELY + ", '2026-12-31 00:00:00', 'Rule_Childcare', 1, '[]'",
                "mod(n, 3) = 0");
    }

    private void lives() {
        for (int no = 0; no < 3; no++) {
            String later = "timestampadd(day, " + 25 * no + ", " + REGISTERED + ")";
            String at = "if(" + later + " < " + NOW + ", " + later + ", " + REGISTERED + ")";
            fill(
                    "event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)",
                    seq() + ", concat('e" + no + "-', " + NO + "), '"
                            + (no == 0 ? "CUSTOMER_REGISTERED" : "ORDER_PLACED") + "', " + ID + ", " + at + ", " + at
                            + ", '', '{}'");
            fill(
                    "stage_move (seq, request_key, customer_id, at, from_stage, to_stage, cause)",
                    seq() + ", concat('m" + no + "-', " + NO + "), " + ID + ", " + at + ", '"
                            + List.of("ACQUISITION", "ACTIVATION", "RETENTION").get(no) + "', '"
                            + List.of("ACTIVATION", "RETENTION", "CHURN_WARNING")
                                    .get(no) + "', 'bench'");
            if (no > 0) {
                fill(
                        "customer_order (customer_id, order_id, placed_at, received_at, amount, category, periods, cancelled)",
                        ID + ", '" + no + "', " + at + ", " + at + ", 100 + mod(n, 900), 'HOME', 0, mod(n, 17) = 0");
            }
        }
        fill(
                "bill (customer_id, bill_id, due_on, repaid_at, overdue_at)",
                ID + ", '1', date(" + LATELY + "), " + LATELY + ", if(mod(n, 11) = 0, " + LATELY + ", null)",
                "mod(n, 2) = 0");
        fill(
                "tier_change (seq, customer_id, at, from_tier, to_tier, decision_seq)",
                seq() + ", " + ID + ", " + LATELY + ", 'STANDARD', 'POTENTIAL', n",
                "mod(n, 3) = 0");
        fill(
                "decision_record (seq, customer_id, at, decision, version, rules, inputs, outputs, cause)",
                seq() + ", " + ID + ", " + LATELY + ", 'churn-risk', 1, 'Rule_NoLogin15',"
                        + " '{\"daysSinceLogin\":15,\"daysSinceOrder\":31,\"tier\":\"STANDARD\",\"orderCount\":2}',"
                        + " '[{\"churnRisk\":\"LOW\",\"reason\":\"NO_LOGIN\"}]', 'bench'");
    }

    private void effects() {
        fill(
                "coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state, issued_at, expires_at, order_id)",
                "concat('cp', " + NO + "), concat('cp', " + NO + "), " + ID + ", " + OFFER + ", 'CASH_OFF', 30, 30,"
                        + " if(mod(n, 5) = 0, 'REDEEMED', 'EXPIRED'), " + LATELY + ", " + LATELY
                        + ", if(mod(n, 5) = 0, '1', null)");
        for (String state : List.of("'ISSUED'", "if(mod(n, 5) = 0, 'REDEEMED', 'EXPIRED')")) {
            fill(
                    "coupon_move (seq, coupon_id, customer_id, at, state, cause)",
                    seq() + ", concat('cp', " + NO + "), " + ID + ", " + LATELY + ", " + state + ", 'bench'");
        }
        fill(
                "message (seq, request_key, customer_id, template, purpose, queued_at, not_before, sent_at, attempts, cause,"
                        + " state)",
                seq() + ", concat('msg', " + NO + "), " + ID + ", concat('template-', mod(n, 9)), 'MARKETING', "
                        + LATELY + ", " + LATELY + ", " + LATELY + ", 1, 'bench', 'SENT'");
        String lot = seq();
        fill(
                "points_lot (lot_id, customer_id, earned_at, expires_at, points, remaining)",
                lot + ", " + ID + ", " + LATELY + ", '2027-03-01 00:00:00', 50, 50");
        fill(
                "points_entry (seq, request_key, customer_id, at, kind, points, reason, cause)",
                lot + ", concat('pts', " + NO + "), " + ID + ", " + LATELY + ", 'POINTS_EARNED', 50, 'ORDER', 'bench'");
    }

    private void feedback() {
        fill(
                "withheld (seq, request_key, customer_id, at, effect, what, reason, cause)",
                seq() + ", concat('wh', " + NO + "), " + ID + ", " + LATELY + ", 'COUPON', " + OFFER
                        + ", elt(1 + mod(n, 3), 'HOLDOUT', 'BUDGET', 'RISK'), 'bench'",
                "mod(n, 20) = 0");
        fill(
                "offer_response (seq, request_key, customer_id, at, offer, response, cause, offered_key)",
                seq() + ", concat('re', " + NO + "), " + ID + ", " + LATELY + ", " + OFFER
                        + ", elt(1 + mod(n, 3), 'WON', 'IGNORED', 'LOST'), 'bench', concat('re', " + NO + ")");
        String calls = "mod(n, 14) = 0";
        String callback = seq();
        String process = "concat('pi', " + NO + ")";
        fill(
                "callback_request (request_key, seq, customer_id, process_instance_id, kind, priority, asked_at, turn_at,"
                        + " admitted)",
                "concat('cb', " + NO + "), " + callback + ", " + ID + ", " + process + ", 'CHURN', 50, " + LATELY + ", "
                        + LATELY + ", mod(n, 28) = 0",
                calls);
        fill(
                "callback (seq, request_key, customer_id, kind, created_at, due_at, priority, cause)",
                callback + ", concat('cb', " + NO + "), " + ID + ", 'CHURN', " + LATELY + ", " + LATELY
                        + ", 50, 'bench'",
                calls);
        fill(
                "callback_outcome (seq, callback_seq, request_key, customer_id, at, outcome)",
                seq() + ", " + callback + ", concat('co', " + NO + "), " + ID + ", " + LATELY
                        + ", elt(1 + mod(n, 4), 'WILL_RETURN', 'HARDSHIP', 'NOT_REACHED', 'REFUSED')",
                calls + " and mod(n, 10) > 0");
    }

    /** Three tenths of the customers are on their way, and the history of the last month is there. */
    private void journeys() {
        String definition = jdbc.queryForObject(
                "select ID_ from ACT_RE_PROCDEF where KEY_ = 'activation' order by VERSION_ desc limit 1",
                String.class);
        String some = "mod(n, 10) < 3";
        String instance = "concat('pi', " + NO + ")";
        jdbc.execute("set foreign_key_checks = 0");
        fill(
                "journey (customer_id, process, process_instance_id, started_at, again)",
                ID + ", 'activation', " + instance + ", '2026-06-10 03:00:00', false",
                some);
        fill(
                "ACT_HI_PROCINST (ID_, PROC_INST_ID_, BUSINESS_KEY_, PROC_DEF_ID_, PROC_DEF_KEY_, START_TIME_)",
                instance + ", " + instance + ", " + ID + ", '" + definition + "', 'activation', '2026-06-10 03:00:00'",
                some);
        fill(
                "ACT_RU_EXECUTION (ID_, REV_, PROC_INST_ID_, BUSINESS_KEY_, PROC_DEF_ID_, ACT_ID_, IS_ACTIVE_)",
                instance + ", 1, " + instance + ", " + ID + ", '" + definition + "', 'Activity_LeadToFirstOrder', 1",
                some);
        for (String element : List.of("StartEvent_ActivationBegins", "Task_SendGuide", "Activity_LeadToFirstOrder")) {
            fill(
                    "ACT_HI_ACTINST (ID_, PROC_DEF_KEY_, PROC_DEF_ID_, PROC_INST_ID_, EXECUTION_ID_, ACT_ID_, ACT_TYPE_,"
                            + " START_TIME_)",
                    "concat('" + element + "', " + NO + "), 'activation', '" + definition + "', " + instance + ", "
                            + instance + ", '" + element + "', 'x', timestampadd(minute, -mod(n, 43200), " + NOW + ")",
                    some);
        }
        fill("ACT_RU_TASK (ID_, REV_, NAME_, PRIORITY_)", "concat('task', " + NO + "), 1, 'bench', 50", "n < 2000");
    }

    /** What a year of nights has summed up. */
    private void nights() {
        String days = "n < 365";
        String day = "date_sub('" + LAST_DAY + "', interval n day)";
        for (int channel = 0; channel < 12; channel++) {
            fill(
                    "channel_cost (channel, day, cost, clicks)",
                    "'channel-" + channel + "', " + day + ", 1000 + mod(n, 90), 800",
                    days);
            for (int heldOut = 0; heldOut < 2; heldOut++) {
                for (String stage : List.of("ACTIVATION", "RETENTION", "CHURN_WARNING", "RECALL", "LOST")) {
                    lift(day, "STAGE", stage, channel, heldOut);
                }
                for (int offer = 0; offer < 8; offer++) {
                    lift(day, "OFFER", "offer-" + offer, channel, heldOut);
                }
            }
            String month = "date_format(date_sub('2026-06-01', interval n month), '%Y-%m')";
            fill(
                    "value_cohort (channel, cohort, reckoned_at, customers, buyers, alive, spent, predicted_margin,"
                            + " expected_loss)",
                    "'channel-" + channel + "', " + month + ", " + NOW + ", 7000, 5000, 3200.5, 4500000, 230000, 4000",
                    "n < 13");
            fill(
                    "value_cohort_age (channel, cohort, age, spent)",
                    "'channel-" + channel + "', " + month + ", 0, 300000",
                    "n < 13");
        }
        for (String what :
                List.of("churn-risk", "probability-alive", "risk:repeat-overdue", "risk:repayment-slowing")) {
            for (int score = 0; score < 3; score++) {
                fill(
                        "foresight_quality (day, what, score, customers, came)",
                        day + ", '" + what + "', " + score + ", 900, " + 100 * (score + 1),
                        days);
            }
        }
        fill(
                "strength_share (offer, strength, share, weight, reward, variance, learned_at)",
                "concat('offer-', floor(n / 5)), 20 + 5 * mod(n, 5), 0.2, 500, 4.2, 90, " + NOW,
                "n < 40");
        fill(
                "review (process_instance_id, started_at, ended_at, customers)",
                "concat('review-', n), timestampadd(day, -n, " + NOW + "), timestampadd(day, -n, " + NOW + "), "
                        + customers,
                "n < 60");
        for (int review = 0; review < 60; review++) {
            fill(
                    "review_chunk (process_instance_id, no, from_id, to_id, done_at, planned, customers, changed, started)",
                    "'review-" + review + "', n, '', '', " + NOW + ", 5000, 5000, 20, 12",
                    "n < 200");
        }
    }

    private void lift(String day, String unit, String subject, int channel, int heldOut) {
        int entered = heldOut == 0 ? 40 : 2;
        fill(
                "lift_day (entered_on, unit, subject, channel, held_out, customers, returned, orders, orders_squared, margin,"
                        + " margin_squared)",
                day + ", '" + unit + "', '" + subject + "', 'channel-" + channel + "', " + heldOut + ", " + entered
                        + ", " + entered / 2 + ", " + entered + ", " + 2 * entered + ", " + 9 * entered + ", "
                        + 400 * entered,
                "n < 365");
    }

    private void busy() {
        String some = "n < " + BUSY_EVENTS;
        fill(
                "event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)",
                seq() + ", concat('busy-', " + NO + "), 'LOGGED_IN', '" + BUSY + "', " + LATELY + ", " + LATELY
                        + ", '', '{}'",
                some);
        fill(
                "decision_record (seq, customer_id, at, decision, version, rules, inputs, outputs, cause)",
                seq() + ", '" + BUSY + "', " + LATELY + ", 'churn-risk', 1, 'Rule_NoLogin15',"
                        + " '{\"daysSinceLogin\":15,\"tier\":\"STANDARD\"}', '[{\"churnRisk\":\"LOW\"}]', 'bench'",
                some);
        fill(
                "message (seq, request_key, customer_id, template, purpose, queued_at, not_before, sent_at, attempts, cause,"
                        + " state)",
                seq() + ", concat('busymsg', " + NO + "), '" + BUSY + "', 'welcome', 'SERVICE', " + LATELY + ", "
                        + LATELY + ", " + LATELY + ", 1, 'bench', 'SENT'",
                some);
    }
}

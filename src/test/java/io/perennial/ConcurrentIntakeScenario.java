package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.platform.engine.runtime.DueJobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** Many services tell of the same customers at once, while their journeys go on: nothing is lost, nothing counts twice. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND
        })
@Import(TestApplication.class)
abstract class ConcurrentIntakeScenario {

    private static final int CUSTOMERS = 50;
    private static final int SENDERS = 8;
    private static final int ROUNDS = 12;
    private static final int BATCH = 40;
    /** So many of the senders send batches that are taken in portions. */
    private static final int LARGE_SENDERS = 2;

    private static final int LARGE_BATCH = 5_000;

    @Autowired
    private TestApplication app;

    @Autowired
    private DueJobs jobs;

    @Test
    void overlappingBatchesOfTheSameCustomersAreEachTakenOnce() throws Exception {
        List<Map<String, Object>> all = lives();
        AtomicInteger accepted = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 2);
        try {
            List<Future<Integer>> workers = new ArrayList<>();
            for (int n = 0; n < 2; n++) {
                workers.add(threads.submit(() -> {
                    AtomicInteger run = new AtomicInteger();
                    Awaitility.await()
                            .forever()
                            .pollInterval(Duration.ofMillis(50))
                            .until(() -> {
                                run.addAndGet(jobs.run(1));
                                return over.get();
                            });
                    return run.get();
                }));
            }
            app.send(registrations());
            List<Callable<Void>> senders = IntStream.range(0, SENDERS)
                    .<Callable<Void>>mapToObj(n -> () -> {
                        accepted.addAndGet(sendAll(n, all));
                        return null;
                    })
                    .toList();
            for (Future<Void> sender : threads.invokeAll(senders)) {
                sender.get();
            }
            over.set(true);
            int run = 0;
            for (Future<Integer> worker : workers) {
                run += worker.get();
            }
            assertThat(run).as("jobs ran meanwhile").isPositive();
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        app.settle();

        assertThat(accepted.get()).isEqualTo(all.size());
        assertThat(count("select count(*) from event")).isEqualTo(all.size() + CUSTOMERS);
        assertThat(count("select count(distinct event_id) from event")).isEqualTo(all.size() + CUSTOMERS);
        for (int n = 0; n < CUSTOMERS; n++) {
            JsonNode customer = app.customer(customer(n));
            assertThat(customer.at("/facts/orderCount").asInt()).as(customer(n)).isEqualTo(ROUNDS - ROUNDS / 3);
            assertThat(customer.get("stage").asText()).as(customer.toString()).isEqualTo("RETENTION");
        }
        assertThat(count("""
                        select count(*) from (select BUSINESS_KEY_ from ACT_RU_EXECUTION e
                          join ACT_RE_PROCDEF p on p.ID_ = e.PROC_DEF_ID_
                         where e.PARENT_ID_ is null and BUSINESS_KEY_ is not null
                         group by BUSINESS_KEY_, p.KEY_ having count(*) > 1) twice""")).as("customers with two journeys of one process").isZero();
        assertThat(count("select count(*) from journey"))
                .as("journeys known to us are those of the engine")
                .isEqualTo(count("""
                        select count(*) from ACT_RU_EXECUTION where PARENT_ID_ is null and BUSINESS_KEY_ is not null"""));
        assertThat(count("select count(*) from ACT_RU_JOB where RETRIES_ = 0 or EXCEPTION_MSG_ is not null"))
                .as("jobs that failed")
                .isZero();
    }

    /** Sends everything in an order and in batches of this sender's own, some or all of it twice. */
    private int sendAll(int sender, List<Map<String, Object>> all) {
        Random chance = new Random(sender);
        List<Map<String, Object>> mine = new ArrayList<>(all);
        boolean large = sender < LARGE_SENDERS;
        mine.addAll(large ? all : all.subList(0, all.size() / 4));
        Collections.shuffle(mine, chance);
        int size = large ? LARGE_BATCH : BATCH;
        int accepted = 0;
        for (int from = 0; from < mine.size(); from += size) {
            List<Map<String, Object>> batch = mine.subList(from, Math.min(from + size, mine.size()));
            ResponseEntity<String> answer = app.call("service", HttpMethod.POST, "/api/v1/events", batch);
            assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
            JsonNode result = app.parse(answer.getBody());
            assertThat(result.get("rejected")).isEmpty();
            assertThat(result.get("accepted").asInt() + result.get("duplicates").asInt())
                    .isEqualTo(batch.size());
            accepted += result.get("accepted").asInt();
        }
        return accepted;
    }

    private List<Map<String, Object>> registrations() {
        return IntStream.range(0, CUSTOMERS)
                .mapToObj(n -> TestApplication.event(
                        "r-" + n, "CUSTOMER_REGISTERED", customer(n), app.now(), Map.of("channel", "SEARCH")))
                .toList();
    }

    /** Of each customer, each round: an order, a log-in, and of every third order a cancellation. */
    private List<Map<String, Object>> lives() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int n = 0; n < CUSTOMERS; n++) {
            for (int round = 1; round <= ROUNDS; round++) {
                String id = n + "-" + round;
                Map<String, Object> order =
                        Map.of("orderId", "order-" + round, "amount", 10 * round, "category", "HOME", "periods", 0);
                events.add(TestApplication.event("o-" + id, "ORDER_PLACED", customer(n), app.now(), order));
                events.add(TestApplication.event("l-" + id, "LOGGED_IN", customer(n), app.now(), Map.of()));
                if (round % 3 == 0) {
                    events.add(TestApplication.event(
                            "x-" + id, "ORDER_CANCELLED", customer(n), app.now(), Map.of("orderId", "order-" + round)));
                }
            }
        }
        return events;
    }

    private static String customer(int n) {
        return "rush-" + n;
    }

    private long count(String sql) {
        return app.jdbc().sql(sql).query(Long.class).single();
    }
}

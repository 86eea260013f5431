package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.platform.engine.jobs.DueJobs;
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

/** Many services send events of the same customers concurrently while jobs run: nothing is lost, nothing counts twice. */
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
    /** How many of the senders send batches that are partitioned. */
    private static final int LARGE_SENDERS = 2;

    private static final int LARGE_BATCH = 5_000;

    @Autowired
    private TestApplication app;

    @Autowired
    private DueJobs jobs;

    @Test
    void overlappingBatchesOfTheSameCustomersAreIngestedOnce() throws Exception {
        List<Map<String, Object>> all = events();
        AtomicInteger accepted = new AtomicInteger();
        AtomicBoolean finished = new AtomicBoolean();
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
                                return finished.get();
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
            finished.set(true);
            int run = 0;
            for (Future<Integer> worker : workers) {
                run += worker.get();
            }
            assertThat(run).as("jobs ran concurrently").isPositive();
        } finally {
            finished.set(true);
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
                .as("journeys are those of the engine")
                .isEqualTo(count("""
                        select count(*) from ACT_RU_EXECUTION where PARENT_ID_ is null and BUSINESS_KEY_ is not null"""));
        assertThat(count("select count(*) from ACT_RU_JOB where RETRIES_ = 0 or EXCEPTION_MSG_ is not null"))
                .as("jobs that failed")
                .isZero();
    }

    /** Sends all events in a random order and in batches, some or all of them twice. */
    private int sendAll(int sender, List<Map<String, Object>> all) {
        Random random = new Random(sender);
        List<Map<String, Object>> toSend = new ArrayList<>(all);
        boolean large = sender < LARGE_SENDERS;
        toSend.addAll(large ? all : all.subList(0, all.size() / 4));
        Collections.shuffle(toSend, random);
        int size = large ? LARGE_BATCH : BATCH;
        int accepted = 0;
        for (int from = 0; from < toSend.size(); from += size) {
            List<Map<String, Object>> batch = toSend.subList(from, Math.min(from + size, toSend.size()));
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

    /** For each customer and round an order and a login, for every third order a cancellation. */
    private List<Map<String, Object>> events() {
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
        return "concurrent-" + n;
    }

    private long count(String sql) {
        return app.jdbc().sql(sql).query(Long.class).single();
    }
}

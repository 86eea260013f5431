package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two nodes on one MySQL under load, each killed at random several times, while a client sends events and resends them when the
 * answer is lost. One customer in three is overdue: the credit is frozen and a callback created. At the end each event and each
 * effect is stored exactly once.
 */
public final class CrashRun implements AutoCloseable {

    private static final int SENDERS = 2;
    private static final int CUSTOMERS_A_ROUND = 3;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final TestDatabases.TestDatabase database;
    private final JdbcClient sql;
    private final List<Node> nodes;
    private final ObjectMapper json = new ObjectMapper();
    private final Random chance = new Random();
    private final Set<String> customers = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> troubled = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> events = Collections.synchronizedSet(new HashSet<>());
    private final AtomicInteger resent = new AtomicInteger();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Uses that MySQL schema, which must contain no customers and is closed with the run. */
    public CrashRun(TestDatabases.TestDatabase database) {
        this.database = database;
        this.sql = JdbcClient.create(database.dataSource());
        this.nodes = List.of(new Node("a", database), new Node("b", database));
    }

    /** Starts both nodes at the same time. */
    public void start() {
        nodes.forEach(Node::start);
        nodes.forEach(Node::awaitReady);
    }

    /**
     * Kills each node that often, and lets the database crash in between.
     *
     * @param databaseCrashes each kills the database and starts it again
     */
    public void run(int killsOfEach, List<Runnable> databaseCrashes) {
        ScheduledExecutorService senders = Executors.newScheduledThreadPool(SENDERS);
        List<Sender> load = IntStream.range(0, SENDERS).mapToObj(Sender::new).toList();
        try {
            load.forEach(sender ->
                    senders.scheduleWithFixedDelay(sender::guarded, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS));
            List<Runnable> blows = new ArrayList<>();
            for (int i = 0; i < killsOfEach; i++) {
                nodes.forEach(node -> blows.add(() -> {
                    node.kill();
                    node.start();
                    node.awaitReady();
                }));
            }
            Collections.shuffle(blows, chance);
            for (int i = 0; i < databaseCrashes.size(); i++) {
                blows.add((i + 1) * blows.size() / (databaseCrashes.size() + 1), databaseCrashes.get(i));
            }
            for (Runnable blow : blows) {
                int before = events.size();
                int more = 10 + chance.nextInt(30);
                Awaitility.await("events between two crashes")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> events.size() >= before + more || broken.get() != null);
                blow.run();
            }
            over.set(true);
        } finally {
            senders.shutdown();
        }
        try {
            assertThat(senders.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the senders end", e);
        }
        load.forEach(Sender::guarded);
        assertThat(broken.get()).as("failure of a sender").isNull();
        Awaitility.await("no job is due and no message queued")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> dueJobs() == 0 && count("select count(*) from message where state = 'QUEUED'") == 0);
    }

    /** Checks that each accepted event and its effects are stored once, and that no job is stuck. */
    public void verify() throws IOException {
        Set<String> kept = new HashSet<>(
                sql.sql("select event_id from event").query(String.class).list());
        assertThat(kept).as("accepted events").isEqualTo(events);
        assertThat(count("select count(*) from event")).isEqualTo(events.size());
        assertThat(count("select count(*) from customer")).isEqualTo(customers.size());
        assertThat(count("select count(*) from customer where stage <> 'RETENTION'"))
                .as("customers not in RETENTION")
                .isZero();
        assertThat(sql.sql("""
                        select concat(customer_id, ' ', group_concat(to_stage order by seq)) from stage_move
                         group by customer_id
                        having group_concat(to_stage order by seq) <> 'ACQUISITION,ACTIVATION,RETENTION'
                        """).query(String.class).list())
                .as("stages entered twice or skipped")
                .isEmpty();
        assertThat(count("select count(*) from member")).as("members").isEqualTo(customers.size());
        assertThat(count("select count(*) from limit_change where request_key like 'event:%'"))
                .as("limits set by an assessment")
                .isEqualTo(customers.size());
        assertThat(count("select count(*) from credit_account where credit_limit = 4321"))
                .as("limits as assessed")
                .isEqualTo(customers.size());
        assertThat(sql.sql("select customer_id from credit_account where frozen")
                        .query(String.class)
                        .list())
                .as("frozen accounts")
                .containsExactlyInAnyOrderElementsOf(troubled);
        assertThat(sql.sql("select customer_id from limit_change where kind = 'CREDIT_FROZEN'")
                        .query(String.class)
                        .list())
                .as("freezes")
                .containsExactlyInAnyOrderElementsOf(troubled);
        assertThat(sql.sql("select customer_id from callback")
                        .query(String.class)
                        .list())
                .as("callbacks to make")
                .containsExactlyInAnyOrderElementsOf(troubled);
        assertThat(count("select count(*) from ACT_RU_TASK where TASK_DEF_KEY_ = 'Task_HardshipCallback'"))
                .as("callback tasks")
                .isEqualTo(count("select count(*) from callback"));
        assertThat(count("""
                        select count(*) from (select customer_id, template from message
                                               group by customer_id, template having count(*) > 1) twice
                        """)).as("duplicate messages").isZero();
        assertThat(count("select count(*) from message where state <> 'SENT'"))
                .as("messages not sent")
                .isZero();
        assertThat(count("select count(*) from ACT_RU_JOB where RETRIES_ = 0"))
                .as("stuck jobs")
                .isZero();
        assertThat(count("select count(*) from ACT_RU_INCIDENT"))
                .as("incidents")
                .isZero();
        assertThat(count("select count(*) from journey"))
                .as("journeys of the table and of the engine are equal")
                .isEqualTo(count("""
                        select count(*) from ACT_RU_EXECUTION where PARENT_ID_ is null and BUSINESS_KEY_ is not null"""));
        assertThat(sql.sql("""
                        select concat(process, ' of ', customer_id) from journey j
                         where not exists (select 1 from ACT_RU_JOB r where r.PROCESS_INSTANCE_ID_ = j.process_instance_id)
                           and not exists (select 1 from ACT_RU_TASK t where t.PROC_INST_ID_ = j.process_instance_id)
                           and not exists (select 1 from ACT_RU_EVENT_SUBSCR s
                                            where s.PROC_INST_ID_ = j.process_instance_id)
                        """).query(String.class).list())
                .as("journeys that wait for nothing")
                .isEmpty();
        assertThat(sql.sql("select process from journey where process in ('acquisition', 'activation')")
                        .query(String.class)
                        .list())
                .as("journeys that should be over")
                .isEmpty();
        JsonNode books =
                json.readTree(nodes.get(0).get("/api/v1/ledger/check", "admin").body());
        assertThat(books.path("clean").asBoolean()).as(books.toPrettyString()).isTrue();
    }

    /** The counts, in one line. */
    public String counts() {
        return ("%d customers, %d events accepted once (%d sent again, %d of those known already), %d limit changes, "
                        + "%d messages sent, %d stage moves, %d memberships, %d freezes, %d callbacks; ledger clean, no job stuck, no journey hangs")
                .formatted(
                        customers.size(),
                        count("select count(*) from event"),
                        resent.get(),
                        duplicates.get(),
                        count("select count(*) from limit_change"),
                        count("select count(*) from message where state = 'SENT'"),
                        count("select count(*) from stage_move"),
                        count("select count(*) from member"),
                        count("select count(*) from limit_change where kind = 'CREDIT_FROZEN'"),
                        count("select count(*) from callback"));
    }

    private long dueJobs() {
        return count("select count(*) from ACT_RU_JOB where DUEDATE_ <= utc_timestamp() or LOCK_OWNER_ is not null");
    }

    private long count(String query) {
        return sql.sql(query).query(Long.class).single();
    }

    @Override
    public void close() {
        nodes.forEach(Node::kill);
        database.close();
    }

    /** Registers customers and, some rounds later, sends their assessment, login and order, to any node that answers. */
    private final class Sender {

        private static final int ROUNDS_BEFORE_THE_ORDER = 5;
        private static final Duration A_MONTH_AGO = Duration.ofDays(40);

        private final int no;
        private final Random random;
        private final Deque<List<String>> registered = new ArrayDeque<>();
        private int round;

        Sender(int no) {
            this.no = no;
            this.random = new Random(no);
        }

        void guarded() {
            try {
                if (!over.get()) {
                    register();
                }
                if (over.get() || registered.size() > ROUNDS_BEFORE_THE_ORDER) {
                    while (!registered.isEmpty()) {
                        order(registered.poll());
                        if (!over.get()) {
                            break;
                        }
                    }
                }
            } catch (Throwable e) {
                broken.compareAndSet(null, e);
                throw e;
            }
        }

        private void register() {
            List<String> ids = new ArrayList<>();
            List<Map<String, Object>> batch = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS_A_ROUND; i++) {
                String id = "crash-" + no + "-" + round + "-" + i;
                ids.add(id);
                batch.add(event(
                        id,
                        "CUSTOMER_REGISTERED",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        Map.of("channel", "SEARCH", "name", "Crash " + i)));
            }
            round++;
            send(batch);
            registered.add(ids);
            customers.addAll(ids);
        }

        private void order(List<String> ids) {
            List<Map<String, Object>> batch = new ArrayList<>();
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            for (String id : ids) {
                boolean inTrouble = id.endsWith("-0");
                batch.add(event(id, "CREDIT_ASSESSED", now, Map.of("grade", "B", "limit", 4321)));
                batch.add(event(id, "LOGGED_IN", now, Map.of()));
                batch.add(event(
                        id,
                        "ORDER_PLACED",
                        inTrouble ? now.minus(A_MONTH_AGO) : now,
                        Map.of("orderId", "o-" + id, "amount", 99, "category", "HOME", "periods", 0)));
                if (inTrouble) {
                    batch.addAll(overdue(id, now));
                }
            }
            send(batch);
            ids.stream().filter(id -> id.endsWith("-0")).forEach(troubled::add);
        }

        /** Two bills overdue and no order for a month: the credit is frozen and a callback is created. */
        private List<Map<String, Object>> overdue(String id, Instant now) {
            String dueOn = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(3).toString();
            return IntStream.of(1, 2)
                    .mapToObj(bill -> TestApplication.event(
                            "overdue-" + bill + "-" + id,
                            "REPAYMENT_OVERDUE",
                            id,
                            now,
                            Map.of("billId", "b" + bill + "-" + id, "amount", 10, "dueOn", dueOn, "daysOverdue", 3)))
                    .toList();
        }

        private Map<String, Object> event(String id, String type, Instant at, Map<String, Object> data) {
            return TestApplication.event(type.toLowerCase() + "-" + id, type, id, at, data);
        }

        /** Resends until a node acknowledges them. */
        private void send(List<Map<String, Object>> batch) {
            String body = write(batch);
            AtomicInteger attempts = new AtomicInteger();
            JsonNode answer = Awaitility.await("an answer to a batch")
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> tried(body, attempts), taken -> !taken.isMissingNode());
            assertThat(answer.path("rejected")).as(answer.toString()).isEmpty();
            assertThat(answer.path("accepted").asInt()
                            + answer.path("duplicates").asInt())
                    .isEqualTo(batch.size());
            duplicates.addAndGet(answer.path("duplicates").asInt());
            batch.forEach(event -> events.add((String) event.get("eventId")));
        }

        private JsonNode tried(String body, AtomicInteger attempts) throws JsonProcessingException {
            if (attempts.getAndIncrement() > 0) {
                resent.incrementAndGet();
            }
            try {
                HttpResponse<String> answer =
                        nodes.get(random.nextInt(nodes.size())).post("/api/v1/events", "service", body);
                if (answer.statusCode() / 100 == 4) {
                    throw new AssertionError("Rejected: " + answer.body());
                }
                return answer.statusCode() == 200 ? json.readTree(answer.body()) : json.missingNode();
            } catch (IOException lost) {
                return json.missingNode();
            }
        }

        private String write(List<Map<String, Object>> batch) {
            try {
                return json.writeValueAsString(batch);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

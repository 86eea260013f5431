package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.Perennial;
import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import io.perennial.platform.clock.BusinessClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Intake over HTTP with a million customers there ({@code -Dbench.customers}), beside its floor: rows of the same events put
 * into a table like {@code event} by plain multi-row JDBC, on the same server, turn and turn about. On the MySQL that {@code
 * PERENNIAL_TEST_MYSQL} names, else on H2.
 */
@Tag("intake")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IntakeBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 1_000_000);
    private static final int LARGE = 5_000;
    /** So many until the compiler is done, with TLS to the database last: as on a server that has run for some minutes. */
    private static final int WARM_UP = 100;

    private static final int ROUNDS = 30;
    private static final int PAGE = 1_000;
    private static final int SENDERS = 8;
    private static final int OVERLAPPING = 2_000;
    private static final Path CREDIT = Path.of("..", "shared", "data", "credit.ndjson.gz");
    private static final String FLOOR = """
            insert into floor_event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)
            values (?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String ON_FILE =
            "jdbc:h2:file:./target/bench/intake-" + System.nanoTime() + ";MODE=MySQL;NON_KEYWORDS=VALUE,DAY";

    private static TestDatabases.TestDatabase database;
    private static ConfigurableApplicationContext app;
    private static BusinessClock clock;
    private static JdbcTemplate jdbc;
    private static ObjectMapper json;
    private static URI events;
    private static long seq;

    private static final Random RANDOM = new Random(20_260_131);
    private static int sent;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void open() throws SQLException {
        boolean onMySql = System.getenv("PERENNIAL_TEST_MYSQL") != null;
        database = onMySql ? TestDatabases.mysql() : null;
        String url = onMySql ? database.url() : ON_FILE;
        app = new SpringApplicationBuilder(Perennial.class)
                .profiles(onMySql ? new String[] {"mysql"} : new String[0])
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=" + (onMySql ? database.user() : "sa"),
                        "--spring.datasource.password=" + (onMySql ? database.password() : ""),
                        "--" + TestApplication.SIMULATED,
                        "--" + TestApplication.NO_DEMO,
                        "--" + TestApplication.FIRST_PASSWORD,
                        "--" + TestApplication.JOBS_BY_HAND,
                        "--" + TestApplication.RELAY_BY_HAND);
        clock = app.getBean(BusinessClock.class);
        clock.setTo(Instant.parse("2026-06-15T03:00:00Z"));
        jdbc = app.getBean(JdbcTemplate.class);
        json = app.getBean(ObjectMapper.class);
        events = URI.create("http://localhost:"
                + ((ServletWebServerApplicationContext) app).getWebServer().getPort() + "/api/v1/events");
        jdbc.execute("create table floor_event as select * from event where 1 = 0");
        jdbc.execute("alter table floor_event add primary key (seq)");
        jdbc.execute("create unique index floor_event_once on floor_event (event_id)");
        jdbc.execute("create index floor_event_by_customer on floor_event (customer_id, occurred_at)");
        populate();
    }

    @AfterAll
    static void close() {
        app.close();
        if (database != null) {
            database.close();
        }
    }

    /** Customers with a quiet year behind them; how they came about is not what is measured. */
    private static void populate() throws SQLException {
        String book = """
                {"z":"Asia/Shanghai","r":"r","o":2,"i":1,"p":6,"y":%1$d.00,"l":1780000000000,"c":{"HOME":2},\
                "d":{"2026-04-02":{"o":1,"y":%2$d.00},"2026-05-28":{"o":1,"y":240.00}}}""";
        String sql = """
                insert into customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier,
                  tier_since)
                values (?, '2025-11-01 08:00:00', 'store', true, 'RETENTION', '2025-11-10 08:00:00', 'STANDARD',
                  '2025-11-01 08:00:00')""";
        String days =
                "insert into day_book (customer_id, last_login_at, tagged, book) values (?, '2026-06-10 08:00:00', false, ?)";
        String credit =
                "insert into credit_account (customer_id, credit_limit, used, frozen) values (?, 5000.00, 0.00, false)";
        String member =
                "insert into member (customer_id, level, enrolled_at) values (?, 'BRONZE', '2025-11-01 08:00:00')";
        for (int from = 0; from < CUSTOMERS; from += LARGE) {
            List<Object[]> books = new ArrayList<>();
            List<Object[]> ids = new ArrayList<>();
            for (int i = from; i < Math.min(CUSTOMERS, from + LARGE); i++) {
                int spent = RANDOM.nextInt(10, 9_000);
                books.add(new Object[] {id(i), book.formatted(spent + 240, spent)});
                ids.add(new Object[] {id(i)});
            }
            jdbc.batchUpdate(sql, ids);
            jdbc.batchUpdate(days, books);
            jdbc.batchUpdate(credit, ids);
            jdbc.batchUpdate(member, ids);
        }
        jdbc.execute("""
                insert into insight_customer (customer_id, registered_on, channel, orders, spend, first_order_on,
                  activated_soon, billed, overdue, last_active_on, months)
                select customer_id, '2025-11-01', channel, 2, 640.00, '2026-04-02', false, false, false, '2026-06-10', 160
                from customer""");
    }

    private static String id(int no) {
        return "bench-%07d".formatted(no);
    }

    @Test
    @Order(1)
    void batchesBesideTheFloor() throws Exception {
        List<Long> intake = new ArrayList<>();
        List<Long> floor = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            List<Map<String, Object>> batch = batch(LARGE);
            byte[] body = json.writeValueAsBytes(batch);
            long took = timed(() -> post(body, LARGE));
            long least = timed(() -> insert(batch));
            if (round >= WARM_UP) {
                intake.add(took);
                floor.add(least);
            }
        }
        double perSecond = LARGE * 1e9 / mean(intake);
        double floorPerSecond = LARGE * 1e9 / mean(floor);
        System.out.printf(
                "%nintake %,.0f events/s, floor %,.0f rows/s, ratio %.3f (%,d customers there)%n",
                perSecond, floorPerSecond, perSecond / floorPerSecond, CUSTOMERS);
        System.out.printf("%-24s %10s %10s%n", "batch of", "p50 ms", "p99 ms");
        latencies("5,000", intake);
        latencies("100", repeated(200, 100));
        latencies("1", repeated(1000, 1));

        AtomicBoolean over = new AtomicBoolean();
        Thread beside = new Thread(() -> {
            while (!over.get()) {
                try {
                    post(json.writeValueAsBytes(batch(LARGE)), LARGE);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        beside.start();
        latencies("1, 5,000 beside it", repeated(1000, 1));
        over.set(true);
        beside.join();
        System.out.printf("largest heap after a collection: %,d MB%n", heapAfterCollections() >> 20);
        assertThat(perSecond / floorPerSecond).isGreaterThanOrEqualTo(0.2);
    }

    @Test
    @Order(2)
    void theWholeOfTheCreditHistoriesTwice() throws Exception {
        Assumptions.assumeTrue(Files.exists(CREDIT), "No histories at " + CREDIT);
        long before = count();
        long first = timed(() -> assertThat(replay("accepted")).isEqualTo(371_910));
        long second = timed(() -> assertThat(replay("duplicates")).isEqualTo(371_910));
        assertThat(count() - before).isEqualTo(371_910);
        System.out.printf(
                "%ncredit histories: first %,.0f events/s, again %,.0f events/s (nothing added)%n",
                371_910 * 1e9 / first, 371_910 * 1e9 / second);
    }

    /** Eight senders at the same two thousand customers for a minute. */
    @Test
    @Order(3)
    void nothingOfWhatEightSendersSentAtOnceIsLost() throws Exception {
        long before = count();
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        long taken = 0;
        try {
            Callable<Long> sender = () -> {
                long accepted = 0;
                while (Instant.now().isBefore(end)) {
                    byte[] body = json.writeValueAsBytes(batch(100, OVERLAPPING));
                    post(body, 100);
                    accepted += 100;
                }
                return accepted;
            };
            for (Future<Long> done : senders.invokeAll(Collections.nCopies(SENDERS, sender))) {
                taken += done.get();
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(count() - before).isEqualTo(taken);
        System.out.printf("%neight senders: %,d events in a minute, all there, none refused%n", taken);
    }

    private static long count() {
        return jdbc.queryForObject("select count(*) from event", Long.class);
    }

    private long replay(String counted) throws IOException, InterruptedException {
        long sum = 0;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(CREDIT));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (lines.size() == LARGE) {
                    sum += send(lines).get(counted).asLong();
                    lines.clear();
                }
            }
            if (!lines.isEmpty()) {
                sum += send(lines).get(counted).asLong();
            }
        }
        return sum;
    }

    private JsonNode send(List<String> lines) throws IOException, InterruptedException {
        byte[] body = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return answer(body, "application/x-ndjson");
    }

    private List<Long> repeated(int times, int size) throws Exception {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            byte[] body = json.writeValueAsBytes(batch(size));
            took.add(timed(() -> post(body, size)));
        }
        return took;
    }

    private static void latencies(String name, List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%-24s %10.1f %10.1f%n",
                name,
                sorted[sorted.length / 2] / 1e6,
                sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)] / 1e6);
    }

    private static double mean(List<Long> nanos) {
        return nanos.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    private static <T> long timed(Callable<T> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return System.nanoTime() - start;
    }

    private Void post(byte[] body, int size) throws IOException, InterruptedException {
        JsonNode answer = answer(body, "application/json");
        assertThat(answer.get("accepted").asInt()).isEqualTo(size);
        return null;
    }

    private JsonNode answer(byte[] body, String type) throws IOException, InterruptedException {
        String user = Base64.getEncoder()
                .encodeToString(("service:" + TestApplication.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(events)
                .header("Content-Type", type)
                .header("Authorization", "Basic " + user)
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return json.readTree(response.body());
    }

    private static List<Map<String, Object>> batch(int size) {
        return batch(size, CUSTOMERS);
    }

    private static synchronized List<Map<String, Object>> batch(int size, int customers) {
        List<Map<String, Object>> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(event(customers));
        }
        return batch;
    }

    private static Map<String, Object> event(int customers) {
        int no = sent++;
        String type = List.of(
                        "LOGGED_IN",
                        "LOGGED_IN",
                        "PAGE_VIEWED",
                        "PAGE_VIEWED",
                        "FEATURE_USED",
                        "ORDER_PLACED",
                        "REPAYMENT_MADE",
                        "CHECKED_IN")
                .get(RANDOM.nextInt(8));
        Map<String, Object> data = switch (type) {
            case "PAGE_VIEWED" -> Map.of("category", "HOME", "page", "PRODUCT", "seconds", RANDOM.nextInt(90));
            case "FEATURE_USED" -> Map.of("feature", "search", "seconds", RANDOM.nextInt(90));
            case "ORDER_PLACED" ->
                Map.of("orderId", "o-" + no, "amount", RANDOM.nextInt(900), "category", "HOME", "periods", 3);
            case "REPAYMENT_MADE" -> Map.of("billId", "b-" + no, "amount", 80, "dueOn", "2026-06-20");
            default -> Map.of();
        };
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("eventId", Long.toHexString(RANDOM.nextLong()) + "-" + no);
        event.put("type", type);
        event.put("customerId", id(RANDOM.nextInt(customers)));
        event.put(
                "occurredAt", clock.instant().minusSeconds(RANDOM.nextInt(3600)).toString());
        event.put("data", data);
        return event;
    }

    private Void insert(List<Map<String, Object>> batch) throws SQLException, IOException {
        DataSource source = jdbc.getDataSource();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement row = connection.prepareStatement(FLOOR)) {
                int rows = 0;
                for (Map<String, Object> event : batch) {
                    row.setLong(1, ++seq);
                    row.setString(2, (String) event.get("eventId"));
                    row.setString(3, (String) event.get("type"));
                    row.setString(4, (String) event.get("customerId"));
                    row.setString(5, "2026-06-15 03:00:00.000");
                    row.setString(6, "2026-06-15 03:00:00.000");
                    row.setString(7, "0".repeat(64));
                    row.setString(8, json.writeValueAsString(event.get("data")));
                    row.addBatch();
                    if (++rows % PAGE == 0) {
                        row.executeBatch();
                    }
                }
                row.executeBatch();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
        return null;
    }

    private static long heapAfterCollections() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}

package io.perennial;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.customer.event.EventIntake;
import io.perennial.customer.event.IntakeResult;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.ProfileService;
import io.perennial.insight.ledger.LedgerCheck;
import io.perennial.platform.clock.BusinessClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random histories through the event intake: the order of arrival changes nothing, and every window counts every event. */
class EventOrderPropertyTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int DAYS_BACK = 420;
    private static final int DAYS_WALKED = 40;
    private static final List<String> CATEGORIES = List.of("PHONE", "APPLIANCE", "DIGITAL", "BABY", "GARDEN");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> GRADES = List.of("A+", "A", "B", "C", "D");

    private static ConfigurableApplicationContext app;
    private static TestApplication user;
    private static EventIntake intake;
    private static ProfileService profiles;
    private static BusinessClock clock;
    private static JdbcClient jdbc;
    private static ObjectMapper json;
    private static int customers;

    /** An event that occurs some hours before the end of the walk and is sent some days later. */
    record PastEvent(String type, Map<String, Object> data, int hoursBefore, int daysLate) {

        Instant at(Instant end) {
            return end.minus(Duration.ofHours(hoursBefore));
        }
    }

    @BeforeContainer
    static void open() {
        app = new SpringApplicationBuilder(Perennial.class)
                .initializers(new TestDatabases.FreshH2())
                .run(Stream.of(
                                "server.port=0",
                                TestApplication.SIMULATED,
                                TestApplication.NO_DEMO,
                                TestApplication.FIRST_PASSWORD,
                                TestApplication.JOBS_BY_HAND,
                                TestApplication.RELAY_BY_HAND)
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
        intake = app.getBean(EventIntake.class);
        profiles = app.getBean(ProfileService.class);
        clock = app.getBean(BusinessClock.class);
        jdbc = app.getBean(JdbcClient.class);
        json = app.getBean(ObjectMapper.class);
        clock.setTo(Instant.parse("2026-06-15T03:00:00Z"));
        String url = "http://localhost:" + app.getEnvironment().getProperty("local.server.port");
        app.getBeanFactory().registerSingleton("rest", new TestRestTemplate(new RestTemplateBuilder().rootUri(url)));
        user = app.getAutowireCapableBeanFactory().createBean(TestApplication.class);
    }

    @AfterContainer
    static void close() {
        app.close();
    }

    @Provide
    Arbitrary<List<PastEvent>> histories() {
        Arbitrary<Integer> hours = Arbitraries.integers().between(0, DAYS_BACK * 24);
        Arbitrary<Integer> late = Arbitraries.integers().between(0, DAYS_WALKED);
        return Combinators.combine(hours, late, Arbitraries.randomValue(this::randomEvent))
                .as((before, days, event) -> new PastEvent(event.type(), event.data(), before, days))
                .list()
                .uniqueElements(PastEvent::hoursBefore)
                .ofMinSize(3)
                .ofMaxSize(60);
    }

    private PastEvent randomEvent(Random random) {
        String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
        String order = "o" + random.nextInt(12);
        String bill = "b" + random.nextInt(6);
        String due = clock.today().minusDays(30L * random.nextInt(14)).toString();
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(500_000), 2);
        String grade = GRADES.get(random.nextInt(GRADES.size()));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                new PastEvent(
                        "ORDER_PLACED",
                        Map.of(
                                "orderId",
                                order,
                                "amount",
                                amount,
                                "category",
                                category,
                                "periods",
                                random.nextInt(3) * 3),
                        0,
                        0);
            case 3 -> new PastEvent("ORDER_CANCELLED", Map.of("orderId", order), 0, 0);
            case 4, 5 ->
                new PastEvent(
                        "PAGE_VIEWED",
                        Map.of(
                                "category",
                                category,
                                "page",
                                random.nextBoolean() ? "INSTALLMENT" : "PRODUCT",
                                "seconds",
                                random.nextInt(300)),
                        0,
                        0);
            case 6 -> new PastEvent("LOGGED_IN", Map.of(), 0, 0);
            case 7 -> new PastEvent("REPAYMENT_MADE", Map.of("billId", bill, "amount", amount, "dueOn", due), 0, 0);
            case 8 -> new PastEvent("REPAYMENT_OVERDUE", Map.of("billId", bill, "amount", amount, "dueOn", due), 0, 0);
            case 9 ->
                new PastEvent(
                        "CREDIT_ASSESSED",
                        Map.of("grade", grade, "limit", BigDecimal.valueOf(random.nextInt(150_000))),
                        0,
                        0);
            case 10 ->
                new PastEvent(
                        "CREDIT_ASSESSED",
                        random.nextBoolean()
                                ? Map.of("grade", grade)
                                : Map.of("limit", BigDecimal.valueOf(random.nextInt(150_000))),
                        0,
                        0);
            default -> new PastEvent("SERVICE_CONTACTED", Map.of("topic", "bill"), 0, 0);
        };
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void anyOrderRepetitionAndBatchingGivesTheSameProfile(
            @ForAll("histories") List<PastEvent> history, @ForAll Random random) {
        String ordered = newCustomer();
        String shuffled = newCustomer();
        send(events(ordered, history));

        List<Map<String, Object>> arrivals = new ArrayList<>(events(shuffled, history));
        for (int again = random.nextInt(5); again > 0; again--) {
            arrivals.add(arrivals.get(random.nextInt(arrivals.size())));
        }
        Collections.shuffle(arrivals, random);
        for (int from = 0; from < arrivals.size(); ) {
            int to = Math.min(arrivals.size(), from + 1 + random.nextInt(20));
            send(arrivals.subList(from, to));
            from = to;
        }

        assertThat(known(shuffled)).isEqualTo(known(ordered));
    }

    /** Compares debts, points, coupons and the dashboard's counts as well. */
    @Property(tries = 60, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void anyOrderRepetitionAndBatchingGivesTheSameMoneyPointsAndCounts(@ForAll Random random) {
        new Twins(user).agree("t" + customers++, Twins.history(random, clock.today()), random);
    }

    /**
     * A repayment, a cancellation or a report of an overdue bill.
     *
     * @param plan which of two plans
     * @param bill which of its bills
     */
    record Move(String type, int plan, int bill, BigDecimal amount) {}

    @Provide
    Arbitrary<List<Move>> moves() {
        return Arbitraries.randomValue(random -> new Move(
                        switch (random.nextInt(10)) {
                            case 0 -> "ORDER_CANCELLED";
                            case 1 -> "REPAYMENT_OVERDUE";
                            default -> "REPAYMENT_MADE";
                        },
                        random.nextInt(2),
                        1 + random.nextInt(3),
                        BigDecimal.valueOf(random.nextInt(80_000), 2)))
                .list()
                .ofMinSize(2)
                .ofMaxSize(14);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void repaymentsAndCancellationsInAnyOrderGiveTheSameBillsAndMoney(
            @ForAll("moves") List<Move> moves, @ForAll Random random) throws IOException {
        String ordered = borrower();
        String shuffled = borrower();
        for (Map<String, Object> event : moved(ordered, moves)) {
            send(List.of(event));
        }

        List<Map<String, Object>> arrivals = new ArrayList<>(moved(shuffled, moves));
        Collections.shuffle(arrivals, random);
        for (int from = 0; from < arrivals.size(); ) {
            int to = Math.min(arrivals.size(), from + 1 + random.nextInt(5));
            send(arrivals.subList(from, to));
            from = to;
        }

        assertThat(money(shuffled)).isEqualTo(money(ordered));
        assertThat(app.getBean(LedgerCheck.class).check().differences())
                .filteredOn(difference -> difference.check().matches("credit-.*|installment-.*"))
                .isEmpty();
    }

    /** A customer with two plans of three bills each, of 900 and 1,200. */
    private static String borrower() throws IOException {
        String customer = newCustomer();
        send(List.of(TestApplication.event(
                "a-" + customer,
                "CREDIT_ASSESSED",
                customer,
                clock.instant(),
                Map.of("grade", "A", "limit", BigDecimal.valueOf(20_000)))));
        for (int plan = 0; plan < 2; plan++) {
            JsonNode application = mall(
                    "POST",
                    "",
                    Map.of(
                            "applicationId",
                            plan + customer,
                            "customerId",
                            customer,
                            "category",
                            "PHONE",
                            "product",
                            "phone",
                            "price",
                            900 + 300 * plan,
                            "periods",
                            3));
            assertThat(application.get("status").asText()).isEqualTo("APPROVED");
        }
        return customer;
    }

    private static List<Map<String, Object>> moved(String customer, List<Move> moves) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            String order = "mall-" + move.plan() + customer;
            Map<String, Object> data = move.type().equals("ORDER_CANCELLED")
                    ? Map.of("orderId", order)
                    : Map.of(
                            "billId", order + "-" + move.bill(),
                            "amount", move.amount(),
                            "dueOn", clock.today().plusMonths(move.bill()).toString());
            events.add(TestApplication.event(
                    "m%02d-%s".formatted(i, customer),
                    move.type(),
                    customer,
                    clock.instant().plusSeconds(i),
                    data));
        }
        return events;
    }

    /** Limit, limit in use, and the state of each plan and bill. */
    private static List<String> money(String customer) throws IOException {
        List<String> money = new ArrayList<>();
        money.add(profiles.facts(profiles.read(customer)).asMap().get("creditLimit") + " "
                + jdbc.sql("select used from credit_account where customer_id = ?")
                        .param(customer)
                        .query(String.class)
                        .single());
        for (int plan = 0; plan < 2; plan++) {
            JsonNode application = mall("GET", "/" + plan + customer, null);
            money.add(application.path("closedAs").asText() + " "
                    + application.get("creditBalance").decimalValue());
            application
                    .get("schedule")
                    .forEach(bill -> money.add(bill.get("state").asText() + " "
                            + bill.get("paid").decimalValue().setScale(2)));
        }
        return money;
    }

    private static JsonNode mall(String method, String path, Object body) throws IOException {
        String port = app.getEnvironment().getProperty("local.server.port");
        String login = Base64.getEncoder().encodeToString(("service:" + TestApplication.PASSWORD).getBytes());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/api/v1/mall/applications" + path))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        try {
            return json.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void mergedCustomersEqualTheUnionOfTheirHistories(
            @ForAll("histories") List<PastEvent> history, @ForAll Random random) {
        String union = newCustomer();
        String from = newCustomer();
        String into = newCustomer();
        send(events(union, history));

        List<Map<String, Object>> parts = new ArrayList<>();
        for (Map<String, Object> event : events("*", history)) {
            Map<String, Object> part = new HashMap<>(event);
            part.put("eventId", event.get("eventId") + into);
            part.put("customerId", random.nextBoolean() ? from : into);
            parts.add(part);
        }
        Collections.shuffle(parts, random);
        Map<String, Object> merge = TestApplication.event(
                "merge-" + from, "CUSTOMERS_MERGED", from, clock.instant(), Map.of("intoCustomerId", into));
        parts.add(random.nextInt(parts.size() + 1), merge);
        send(parts);

        Map<String, Object> merged = known(into);
        Map<String, Object> one = known(union);
        assertThat(merged).isEqualTo(one);
    }

    @Property(tries = 6, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void windowsAreRightOnEveryDayWithLateEvents(@ForAll("histories") List<PastEvent> history) {
        Instant end = clock.instant().plus(Duration.ofDays(DAYS_WALKED));
        String customer = newCustomer();
        List<PastEvent> sent = new ArrayList<>();
        for (int day = 0; day <= DAYS_WALKED; day++) {
            Instant now = clock.instant();
            List<Map<String, Object>> today = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                PastEvent event = history.get(i);
                Instant known = event.at(end).plus(Duration.ofDays(event.daysLate()));
                if (!known.isAfter(now) && !sent.contains(event)) {
                    sent.add(event);
                    today.add(TestApplication.event(
                            customer + "-" + i, event.type(), customer, event.at(end), event.data()));
                }
            }
            send(today);
            assertFacts(customer, sent, end);
            clock.setTo(now.plus(Duration.ofDays(1)));
        }
    }

    /** Recomputes the facts from everything that was sent, without the daily aggregates. */
    private static void assertFacts(String customer, List<PastEvent> sent, Instant end) {
        LocalDate today = clock.today();
        record Bought(Instant at, String id, BigDecimal amount) {}
        Map<String, Bought> orders = new TreeMap<>();
        Set<String> cancelled = new HashSet<>();
        Map<String, Instant> overdue = new HashMap<>();
        int contacts = 0;
        long seconds = 0;
        for (int i = 0; i < sent.size(); i++) {
            PastEvent event = sent.get(i);
            Instant at = event.at(end);
            long age = DAYS.between(at.atZone(ZONE).toLocalDate(), today);
            switch (event.type()) {
                case "ORDER_PLACED" -> {
                    String id = (String) event.data().get("orderId");
                    Bought bought = new Bought(at, id, (BigDecimal) event.data().get("amount"));
                    orders.merge(id, bought, (a, b) -> b.at().isBefore(a.at()) ? b : a);
                }
                case "ORDER_CANCELLED" -> cancelled.add((String) event.data().get("orderId"));
                case "REPAYMENT_OVERDUE" ->
                    overdue.merge((String) event.data().get("billId"), at, (a, b) -> a.isAfter(b) ? a : b);
                case "SERVICE_CONTACTED" -> contacts += age < 30 ? 1 : 0;
                case "PAGE_VIEWED" -> seconds += age < 7 ? (int) event.data().get("seconds") : 0;
                default -> {}
            }
        }
        List<Bought> bought = orders.values().stream()
                .filter(one -> !cancelled.contains(one.id()))
                .toList();
        Facts facts = profiles.facts(profiles.read(customer));
        Map<String, Object> expected = new TreeMap<>();
        expected.put("orderCount", bought.size());
        expected.put(
                "lastOrderAt",
                bought.stream().map(Bought::at).max(Instant::compareTo).orElse(null));
        Predicate<Bought> recent = one -> DAYS.between(day(one.at()), today) < 30;
        Predicate<Bought> before = one -> {
            long age = DAYS.between(day(one.at()), today);
            return age >= 30 && age < 60;
        };
        expected.put("orders30d", (int) bought.stream().filter(recent).count());
        expected.put("ordersPrevious30d", (int) bought.stream().filter(before).count());
        expected.put(
                "spend30d",
                sum(bought.stream().filter(recent).map(Bought::amount).toList()));
        expected.put(
                "spend12m",
                sum(bought.stream()
                        .filter(one -> day(one.at()).isAfter(today.minusMonths(12)))
                        .map(Bought::amount)
                        .toList()));
        YearMonth thisMonth = YearMonth.from(today);
        expected.put(
                "avgMonthlySpend",
                sum(bought.stream()
                                .filter(one -> YearMonth.from(day(one.at())).isBefore(thisMonth)
                                        && !YearMonth.from(day(one.at())).isBefore(thisMonth.minusMonths(12)))
                                .map(Bought::amount)
                                .toList())
                        .divide(BigDecimal.valueOf(12), 2, RoundingMode.HALF_UP));
        expected.put("overdueCount12m", (int) overdue.values().stream()
                .filter(at -> day(at).isAfter(today.minusMonths(12)))
                .count());
        expected.put("serviceContacts30d", contacts);
        expected.put("activeSeconds7d", seconds);
        Map<String, Object> found = new TreeMap<>();
        expected.keySet().forEach(fact -> found.put(fact, facts.asMap().get(fact)));
        assertThat(found).as("on %s", today).isEqualTo(expected);
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZONE).toLocalDate();
    }

    private static BigDecimal sum(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
    }

    /** Registered before all events of the history, so that twelve full months have passed. */
    private static String newCustomer() {
        String customer = "h-" + customers++;
        Instant before = clock.instant().minus(Duration.ofDays(DAYS_BACK + 60));
        send(List.of(TestApplication.event(
                "r-" + customer, "CUSTOMER_REGISTERED", customer, before, Map.of("channel", "store"))));
        return customer;
    }

    private static List<Map<String, Object>> events(String customer, List<PastEvent> history) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            PastEvent event = history.get(i);
            String eventId = "e%03d-%s".formatted(i, customer.equals("*") ? "" : customer);
            events.add(TestApplication.event(eventId, event.type(), customer, event.at(clock.instant()), event.data()));
        }
        return events;
    }

    private static void send(List<Map<String, Object>> events) {
        IntakeResult result = intake.ingest(TestApplication.newEvents(events));
        assertThat(result.rejected()).isEmpty();
    }

    /** Facts and tags; without the event ids of the tags, which differ between customers. */
    private static Map<String, Object> known(String customer) {
        Map<String, Object> known = new TreeMap<>();
        profiles.facts(profiles.read(customer))
                .asMap()
                .forEach((fact, value) -> known.put(fact, String.valueOf(value)));
        // A ledger, not a profile: of two orders with one id, which these histories contain, the first to arrive earns.
        known.keySet().removeAll(Set.of("pointsBalance", "memberLevel"));
        jdbc.sql("select tag, since, until_at, rule_id from tag where customer_id = ?")
                .param(customer)
                .query(row -> {
                    known.put(
                            row.getString("tag"),
                            row.getString("since") + " " + row.getString("until_at") + " " + row.getString("rule_id"));
                });
        return known;
    }
}

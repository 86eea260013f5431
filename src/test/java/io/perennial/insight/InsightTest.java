package io.perennial.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestDatabases;
import io.perennial.TestDatabases.TestDatabase;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Csv;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.jobs.JobBacklog;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Compares the aggregates with a recount of all data, for random events in random order. */
class InsightTest {

    private static final String KINDS = "io.perennial.TestDatabases#both";
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-06-20T04:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-06-20");

    /** Database with source data, the classes under test, and the expected state of each customer. */
    private static final class Fixture implements AutoCloseable {

        private final TestDatabase database;
        private final BusinessClock clock = new BusinessClock(ZONE);
        private final SequenceIds sequence = new SequenceIds();
        private final JdbcTemplate template;
        private final JdbcClient client;
        private final Insight insight;
        private final DayCounts days;
        private final CouponOrders couponOrders;
        private final CustomerCounts counts;
        private final InsightData insightData;
        private final TransactionTemplate transaction;
        private final Map<String, Expected> customers = new TreeMap<>();
        private int events;

        Fixture(TestDatabases.Kind kind) {
            database = (kind == TestDatabases.Kind.H2 ? TestDatabases.h2() : TestDatabases.mysql()).filled();
            clock.setTo(NOW);
            var source = database.dataSource();
            var transactions = new DataSourceTransactionManager(source);
            transaction = new TransactionTemplate(transactions);
            template = new JdbcTemplate(source);
            client = JdbcClient.create(template);
            days = new DayCounts(client, template, clock, sequence, transactions);
            counts = anotherNode();
            insightData = new InsightData(template);
            ActivityCounts activities = new ActivityCounts(client, template, clock, transaction);
            couponOrders = new CouponOrders(client, clock, transactions);
            insight = new Insight(
                    new InsightRepository(client, clock),
                    days,
                    couponOrders,
                    new InsightAggregation(counts, days, activities, couponOrders),
                    new JobBacklog(client, clock),
                    clock);
        }

        CustomerCounts anotherNode() {
            return new CustomerCounts(new CustomerCountRepository(client, template, clock), sequence, transaction);
        }

        void update() {
            assertThat(counts.update(Duration.ofMinutes(1))).isTrue();
        }

        long longAgo() {
            return sequence.before(Duration.ofHours(1)) + events * 2_048L;
        }

        void event(long seq, String id, String type, Instant at) {
            template.update(
                    "insert into event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)"
                            + " values (?, ?, ?, ?, ?, ?, '', '{}')",
                    seq,
                    "event-" + events++,
                    type,
                    id,
                    SqlTime.of(at),
                    SqlTime.of(clock.instant()));
        }

        void registers(String id, String channel, Instant at, long seq) {
            template.update(
                    "insert into customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier,"
                            + " tier_since) values (?, ?, ?, true, 'ACTIVATION', ?, 'STANDARD', ?)",
                    id,
                    SqlTime.of(at),
                    channel,
                    SqlTime.of(at),
                    SqlTime.of(at));
            event(seq, id, "CUSTOMER_REGISTERED", at);
            customers.put(id, new Expected(id, channel, at));
        }

        void logsIn(String id, Instant at, long seq) {
            event(seq, id, "LOGGED_IN", at);
            customers.get(id).active.add(at);
        }

        void orders(String id, String order, Instant at, BigDecimal amount, long seq) {
            template.update(
                    "insert into customer_order (customer_id, order_id, placed_at, amount, category, periods, cancelled)"
                            + " values (?, ?, ?, ?, 'HOME', 0, false)",
                    id,
                    order,
                    SqlTime.of(at),
                    amount);
            event(seq, id, "ORDER_PLACED", at);
            customers.get(id).orders.put(order, new Order(at, amount));
            customers.get(id).active.add(at);
        }

        /** Inserts a callback that is due a day later, with or without an outcome and a running journey. */
        void calls(int no, Instant at, String outcome, boolean running) {
            String instance = "instance-" + no;
            template.update(
                    "insert into callback_request (request_key, seq, customer_id, process_instance_id, kind, priority,"
                            + " asked_at, turn_at, admitted) values (?, ?, 'one', ?, 'CHURN', 50, ?, ?, true)",
                    instance,
                    no,
                    instance,
                    SqlTime.of(at),
                    SqlTime.of(at));
            template.update(
                    "insert into callback (seq, request_key, customer_id, kind, created_at, due_at, priority, cause)"
                            + " values (?, ?, 'one', 'CHURN', ?, ?, 50, 'test')",
                    no,
                    instance,
                    SqlTime.of(at),
                    SqlTime.of(at.plus(Duration.ofDays(1))));
            if (outcome != null) {
                template.update(
                        "insert into callback_outcome (seq, callback_seq, request_key, customer_id, at, outcome)"
                                + " values (?, ?, ?, 'one', ?, ?)",
                        100 + no,
                        no,
                        instance,
                        SqlTime.of(NOW),
                        outcome);
            }
            if (running) {
                template.update(
                        "insert into journey (customer_id, process, process_instance_id, started_at, again)"
                                + " values (?, 'recall', ?, ?, false)",
                        instance,
                        instance,
                        SqlTime.of(at));
            }
        }

        void redeems(String id, String order, Instant at, String amount) {
            orders(id, order, at, new BigDecimal(amount), longAgo());
            template.update(
                    "insert into coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state, issued_at,"
                            + " expires_at, order_id) values (?, ?, ?, 'welcome', 'CASH_OFF', 30, 30, 'REDEEMED', ?, ?, ?)",
                    order,
                    order,
                    id,
                    SqlTime.of(at),
                    SqlTime.of(at),
                    order);
        }

        String orderedWithCoupons(String from, String to) {
            return insight
                    .offers(from == null ? null : LocalDate.parse(from), to == null ? null : LocalDate.parse(to))
                    .stream()
                    .map(OfferRow::orderAmount)
                    .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add)
                    .toPlainString();
        }

        void cancels(String id, String order, Instant at, long seq) {
            template.update(
                    "update customer_order set cancelled = true where customer_id = ? and order_id = ?", id, order);
            event(seq, id, "ORDER_CANCELLED", at);
            customers.get(id).orders.remove(order);
        }

        void isOverdue(String id, Instant at, long seq) {
            template.update(
                    "insert into bill (customer_id, bill_id, due_on, overdue_at) values (?, ?, '2026-01-01', ?)",
                    id,
                    "bill-" + events,
                    SqlTime.of(at));
            event(seq, id, "REPAYMENT_OVERDUE", at);
            customers.get(id).billed = true;
            customers.get(id).overdue = true;
        }

        /** Merges two customers in one transaction, as the application does. */
        void merges(String from, String into) {
            transaction.executeWithoutResult(status -> {
                insightData.reassign(from, into);
                for (String table : List.of("event", "customer_order", "bill")) {
                    template.update("update " + table + " set customer_id = ? where customer_id = ?", into, from);
                }
                template.update("delete from customer where customer_id = ?", from);
            });
            Expected merged = customers.remove(from);
            Expected target = customers.get(into);
            target.orders.putAll(merged.orders);
            target.active.addAll(merged.active);
            target.billed |= merged.billed;
            target.overdue |= merged.overdue;
        }

        void moves(String from, String to, Instant at, long seq) {
            template.update(
                    "insert into stage_move (seq, request_key, customer_id, at, from_stage, to_stage, cause)"
                            + " values (?, ?, 'c', ?, ?, ?, 'test')",
                    seq,
                    "key-" + events++,
                    SqlTime.of(at),
                    from,
                    to);
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private record Order(Instant at, BigDecimal amount) {}

    private static final class Expected {

        private final String id;
        private final String channel;
        private final Instant registeredAt;
        private final Map<String, Order> orders = new TreeMap<>();
        private final List<Instant> active = new ArrayList<>();
        private boolean billed;
        private boolean overdue;

        Expected(String id, String channel, Instant registeredAt) {
            this.id = id;
            this.channel = channel;
            this.registeredAt = registeredAt;
        }

        boolean activated() {
            return !orders.isEmpty();
        }

        boolean activatedSoon() {
            return orders.values().stream()
                    .anyMatch(order -> order.at().isBefore(registeredAt.plus(Duration.ofDays(30))));
        }

        boolean isRipe() {
            return !day(registeredAt).isAfter(TODAY.minusDays(30));
        }

        YearMonth cohort() {
            return YearMonth.from(day(registeredAt));
        }

        boolean activeIn(int month) {
            return active.stream().anyMatch(at -> YearMonth.from(day(at)).equals(cohort().plusMonths(month)));
        }
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZONE);
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toInstant();
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aggregatesMatchARecountAfterRandomEvents(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            Random random = new Random(20_260_620);
            for (int round = 0; round < 6; round++) {
                generate(fixture, random, round);
                assertAggregatesMatch(fixture);
            }
        }
    }

    /** Some events are settled, some recent, and some arrive after later ones were counted. */
    private static void generate(Fixture fixture, Random random, int round) {
        for (int n = 0; n < 25; n++) {
            Instant at = NOW.minus(Duration.ofHours(random.nextInt(24 * 500)));
            fixture.registers(round + "-" + n, "channel-" + random.nextInt(3), at, seq(fixture, random, round));
        }
        for (int n = 0; n < 200; n++) {
            List<String> ids = List.copyOf(fixture.customers.keySet());
            Expected person = fixture.customers.get(ids.get(random.nextInt(ids.size())));
            long past = Math.max(1, Duration.between(person.registeredAt, NOW).toHours());
            Instant at = NOW.minus(Duration.ofHours(random.nextLong(past + 400)));
            long seq = seq(fixture, random, round);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> fixture.logsIn(person.id, at, seq);
                case 3, 4 ->
                    fixture.orders(
                            person.id, "o-" + round + "-" + n, at, BigDecimal.valueOf(random.nextInt(90_000), 2), seq);
                case 5 -> {
                    if (!person.orders.isEmpty()) {
                        fixture.cancels(
                                person.id, person.orders.keySet().iterator().next(), at, seq);
                    }
                }
                case 6 -> fixture.isOverdue(person.id, at, seq);
                default -> {
                    String other = ids.get(random.nextInt(ids.size()));
                    if (random.nextInt(4) == 0 && !other.equals(person.id)) {
                        fixture.merges(other, person.id);
                    }
                }
            }
        }
    }

    private static long seq(Fixture fixture, Random random, int round) {
        if (round == 0) {
            return fixture.longAgo();
        }
        return random.nextBoolean()
                ? fixture.sequence.next()
                : fixture.sequence.before(Duration.ofSeconds(20)) + random.nextInt(1 << 30) * 2L + 1;
    }

    private static void assertAggregatesMatch(Fixture fixture) {
        fixture.update();
        List<Expected> customers = List.copyOf(fixture.customers.values());
        Funnel funnel = fixture.insight.funnel(null, null);
        assertThat(funnel.steps())
                .extracting(FunnelStep::customers)
                .containsExactly((long) customers.size(), count(customers, 1), count(customers, 2));
        assertThat(funnel.stages().stream().mapToLong(StageCount::customers).sum())
                .isEqualTo(customers.size());

        Map<String, List<Expected>> byChannel = customers.stream()
                .collect(Collectors.groupingBy(person -> person.channel, TreeMap::new, Collectors.toList()));
        assertThat(fixture.insight.channels(null, null))
                .isEqualTo(byChannel.entrySet().stream()
                        .map(channel -> channel(channel.getKey(), channel.getValue()))
                        .toList());

        Map<YearMonth, List<Expected>> byMonth =
                customers.stream().collect(Collectors.groupingBy(Expected::cohort, TreeMap::new, Collectors.toList()));
        assertThat(fixture.insight.cohorts(null, null))
                .isEqualTo(byMonth.entrySet().stream()
                        .map(month -> cohort(month.getKey(), month.getValue()))
                        .toList());
        assertThat(fixture.insight.today().activeCustomers())
                .isEqualTo(customers.stream()
                        .filter(person -> person.active.stream().anyMatch(at -> !day(at).isBefore(TODAY)))
                        .count());
        assertThat(fixture.template.queryForObject("select count(*) from insight_customer", Long.class))
                .isEqualTo(customers.size());
    }

    private static long count(List<Expected> customers, int orders) {
        return customers.stream()
                .filter(person -> person.orders.size() >= orders)
                .count();
    }

    private static ChannelRow channel(String channel, List<Expected> customers) {
        long activated = count(customers, 1);
        List<Expected> ripe = customers.stream().filter(Expected::isRipe).toList();
        return new ChannelRow(
                channel,
                customers.size(),
                activated,
                Shares.of(activated, customers.size()),
                Shares.of(ripe.stream().filter(Expected::activatedSoon).count(), ripe.size()),
                count(customers, 2),
                customers.stream().mapToLong(person -> person.orders.size()).sum(),
                customers.stream()
                        .flatMap(person -> person.orders.values().stream())
                        .map(Order::amount)
                        .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add),
                Shares.of(
                        customers.stream().filter(person -> person.overdue).count(),
                        customers.stream().filter(person -> person.billed).count()),
                null,
                null,
                null,
                null);
    }

    private static CohortRow cohort(YearMonth cohort, List<Expected> customers) {
        List<CohortRow.Month> months = new ArrayList<>();
        for (int month = 0; month <= ChronoUnit.MONTHS.between(cohort, YearMonth.from(TODAY)); month++) {
            int no = month;
            long active =
                    customers.stream().filter(person -> person.activeIn(no)).count();
            months.add(new CohortRow.Month(month, active, Shares.of(active, customers.size())));
        }
        return new CohortRow(cohort.toString(), customers.size(), months);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void twoNodesCountTheSameEventsOnce(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            fixture.registers("c", "SEARCH", at("2026-05-31T23:59:59"), fixture.sequence.next());
            fixture.logsIn("c", at("2026-06-01T00:00:00"), fixture.sequence.next());
            CustomerCounts other = fixture.anotherNode();

            fixture.update();
            other.update(Duration.ofMinutes(1));
            fixture.logsIn("c", at("2026-06-02T10:00:00"), fixture.sequence.next());
            other.update(Duration.ofMinutes(1));
            fixture.update();

            assertThat(fixture.insight.cohorts(null, null))
                    .containsExactly(new CohortRow(
                            "2026-05",
                            1,
                            List.of(
                                    new CohortRow.Month(0, 0, new BigDecimal("0.0000")),
                                    new CohortRow.Month(1, 1, new BigDecimal("1.0000")))));
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void stageChangesAreCountedOnceByLocalDay(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            fixture.moves(null, "ACQUISITION", at("2026-06-01T00:00:00"), fixture.longAgo());
            fixture.moves("ACQUISITION", "ACTIVATION", at("2026-06-01T00:00:00"), fixture.longAgo());
            fixture.moves("ACTIVATION", "RETENTION", at("2026-06-01T23:59:59"), fixture.longAgo());
            fixture.days.update(Duration.ofMinutes(1));
            fixture.moves("ACTIVATION", "RETENTION", at("2026-06-02T00:00:00"), fixture.sequence.next());
            fixture.days.update(Duration.ofMinutes(1));

            assertThat(fixture.insight.funnel(null, null).flow())
                    .containsExactly(
                            new StageFlow("ACQUISITION", "ACTIVATION", 1), new StageFlow("ACTIVATION", "RETENTION", 2));
            assertThat(fixture.insight
                            .funnel(LocalDate.parse("2026-06-02"), LocalDate.parse("2026-06-02"))
                            .flow())
                    .containsExactly(new StageFlow("ACTIVATION", "RETENTION", 1));
            assertThat(fixture.template.queryForObject("select sum(times) from insight_day", Long.class))
                    .as("recent rows are not summed yet")
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void releasedCouponIsNotCountedAsIssuedAgain(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            fixture.template.update(
                    "insert into coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state,"
                            + " issued_at, expires_at) values ('c', 'k', 'one', 'welcome', 'CASH_OFF', 20, 20, 'REDEEMED',"
                            + " '2026-06-20 01:00:00', '2026-07-20 01:00:00')");
            String[][] moves = {
                {"issue:k", "ISSUED"},
                {"reserve:a", "RESERVED"},
                {"release:a", "ISSUED"},
                {"reserve:b", "RESERVED"},
                {"release:b", "ISSUED"},
                {"redeem:r", "REDEEMED"}
            };
            for (String[] move : moves) {
                fixture.template.update(
                        "insert into coupon_move (seq, request_key, coupon_id, customer_id, at, state, cause)"
                                + " values (?, ?, 'c', 'one', ?, ?, 'test')",
                        fixture.longAgo(),
                        move[0],
                        SqlTime.of(NOW),
                        move[1]);
                fixture.events++;
            }
            for (int settled = 0; settled < 2; settled++) {
                assertThat(fixture.insight.offers(null, null)).singleElement().satisfies(offer -> {
                    assertThat(offer.issued()).isOne();
                    assertThat(offer.redemptionRate()).isEqualByComparingTo("1");
                });
                assertThat(fixture.insight.today().couponsIssued()).isOne();
                fixture.days.update(Duration.ofMinutes(1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void messageHeldInQuietHoursIsNotCountedAsWithheld(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            for (String reason : List.of("QUIET_HOURS", "CAPPED")) {
                fixture.template.update(
                        "insert into withheld (seq, request_key, customer_id, at, effect, what, reason, cause)"
                                + " values (?, ?, 'one', ?, 'MESSAGE_QUEUED', 'guide-welcome', ?, 'test')",
                        fixture.sequence.next(),
                        reason,
                        SqlTime.of(NOW),
                        reason);
            }

            assertThat(fixture.insight.today().withheld()).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void largestAmountsAreSummedExactly(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            BigDecimal largest = new BigDecimal("999999999999.99");
            fixture.registers("one", "SEARCH", NOW, fixture.longAgo());
            fixture.registers("two", "SEARCH", NOW, fixture.longAgo());
            for (String id : List.of("one", "two")) {
                for (int i = 0; i < 30; i++) {
                    fixture.redeems(id, id + i, NOW, largest.toPlainString());
                }
            }
            fixture.update();
            BigDecimal sum = largest.multiply(BigDecimal.valueOf(60));

            assertThat(fixture.insight.channels(null, null))
                    .singleElement()
                    .satisfies(channel -> assertThat(channel.spend()).isEqualTo(sum));
            assertThat(fixture.insight.today().spend()).isEqualTo(sum);
            assertThat(fixture.orderedWithCoupons(null, null)).isEqualTo(sum.toPlainString());
            fixture.clock.setTo(NOW.plus(Duration.ofDays(3)));
            fixture.couponOrders.update();
            assertThat(fixture.orderedWithCoupons(null, null)).isEqualTo(sum.toPlainString());
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void channelCostIsDividedByRegistrationsOfThePeriod(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            for (int n = 0; n < 3; n++) {
                fixture.registers("c" + n, "SEARCH", at("2026-04-0" + (n + 1) + "T10:00:00"), fixture.sequence.next());
            }
            fixture.orders("c0", "o", at("2026-04-30T10:00:00"), new BigDecimal("10.00"), fixture.sequence.next());
            fixture.orders("c1", "o", at("2026-05-02T10:00:00"), new BigDecimal("10.00"), fixture.sequence.next());
            for (String day : List.of("2026-04-01", "2026-04-03")) {
                fixture.template.update(
                        "insert into channel_cost (channel, day, cost, clicks) values ('SEARCH', ?, 50, 7)", day);
            }
            fixture.template.update("insert into channel_cost (channel, day, cost) values ('NOBODY', '2026-04-02', 8)");
            fixture.update();

            List<ChannelRow> all = fixture.insight.channels(null, null);
            assertThat(all).extracting(ChannelRow::channel).containsExactly("NOBODY", "SEARCH");
            assertThat(all.get(0).costPerRegistration()).isNull();
            assertThat(all.get(1).cost()).isEqualByComparingTo("100.00");
            assertThat(all.get(1).clicks()).isEqualTo(14);
            assertThat(all.get(1).costPerRegistration()).isEqualByComparingTo("33.33");
            assertThat(all.get(1).costPerActivation()).isEqualByComparingTo("50.00");
            assertThat(all.get(1).activationRate30d())
                    .as("the 30th day is over for c1")
                    .isEqualByComparingTo("0.3333");
            assertThat(fixture.insight
                            .channels(LocalDate.parse("2026-04-02"), LocalDate.parse("2026-04-30"))
                            .get(1)
                            .costPerRegistration())
                    .isEqualByComparingTo("25.00");
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void callbackIsDoneOpenOrLapsedAndCountsOnItsCreationDay(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            Instant before = NOW.minus(Duration.ofDays(3));
            fixture.calls(1, before, "WILL_RETURN", false);
            fixture.calls(2, before, "NOT_REACHED", true);
            fixture.calls(3, before, null, true);
            fixture.calls(4, NOW, null, true);
            fixture.calls(5, NOW, null, false);

            for (int times = 0; times < 2; times++) {
                assertThat(fixture.insight.callbacks(null, null))
                        .containsExactly(
                                new CallbackRow("CHURN", 5, 2, 2, 1, 1, 0, 1, 0, 1, 0, new BigDecimal("0.5000")));
                assertThat(fixture.insight.callbacks(TODAY, TODAY))
                        .containsExactly(new CallbackRow("CHURN", 2, 0, 1, 0, 1, 0, 0, 0, 0, 0, null));
                fixture.days.update(Duration.ofMinutes(1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void couponOrdersAreEqualBeforeAndAfterSumming(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            fixture.registers("one", "STORE", NOW.minus(Duration.ofDays(40)), fixture.longAgo());
            fixture.redeems("one", "late on the 10th", Instant.parse("2026-06-10T15:59:59Z"), "100.00");
            fixture.redeems("one", "early on the 11th", Instant.parse("2026-06-10T16:00:00Z"), "20.00");
            fixture.redeems("one", "yesterday", NOW.minus(Duration.ofDays(1)), "3.00");
            fixture.redeems("one", "today", NOW, "0.40");
            fixture.redeems("one", "cancelled", NOW.minus(Duration.ofDays(5)), "7000.00");
            fixture.cancels("one", "cancelled", NOW, fixture.longAgo());

            for (int times = 0; times < 3; times++) {
                assertThat(fixture.orderedWithCoupons(null, null)).isEqualTo("123.40");
                assertThat(fixture.orderedWithCoupons("2026-06-11", null)).isEqualTo("23.40");
                assertThat(fixture.orderedWithCoupons(null, "2026-06-10")).isEqualTo("100.00");
                assertThat(fixture.orderedWithCoupons("2026-06-19", "2026-06-19"))
                        .isEqualTo("3.00");
                assertThat(fixture.orderedWithCoupons("2026-06-12", "2026-06-18"))
                        .isEqualTo("0.00");
                fixture.couponOrders.update();
            }

            fixture.cancels("one", "late on the 10th", NOW, fixture.longAgo());
            fixture.redeems("one", "a day later", NOW.plus(Duration.ofHours(20)), "0.05");
            fixture.clock.setTo(NOW.plus(Duration.ofDays(1)));
            fixture.couponOrders.update();
            assertThat(fixture.orderedWithCoupons(null, null)).isEqualTo("23.45");
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void reversedDaysAreRejected(TestDatabases.Kind kind) {
        try (Fixture fixture = new Fixture(kind)) {
            assertThatThrownBy(() -> fixture.insight.offers(TODAY, TODAY.minusDays(1)))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("from");
            assertThat(fixture.insight.offers(TODAY, TODAY)).isEmpty();
            assertThat(fixture.insight.callbacks(null, null)).isEmpty();
            assertThat(fixture.insight.reviews()).isEmpty();
            assertThat(Objects.requireNonNull(fixture.insight.today()).customers())
                    .isZero();
        }
    }

    @Test
    void everyNumberHasADefinitionInBothLanguages() {
        Set<String> keys = Set.of(
                "day",
                "at",
                "step",
                "stage",
                "tier",
                "from",
                "to",
                "cohort",
                "month",
                "channel",
                "offer",
                "kind",
                "review",
                "startedAt",
                "endedAt",
                "process",
                "name",
                "version",
                "element");
        Map<String, Class<? extends Record>> views = new TreeMap<>(Map.of(
                "today",
                Today.class,
                "funnel",
                FunnelStep.class,
                "stages",
                StageCount.class,
                "flow",
                StageFlow.class,
                "cohorts",
                CohortRow.Line.class,
                "channels",
                ChannelRow.class,
                "offers",
                OfferRow.class,
                "callbacks",
                CallbackRow.class,
                "reviews",
                ReviewRow.class,
                "journeys",
                JourneyRow.class));
        views.put("journey", PlaceRow.class);
        List<String> numbers = views.entrySet().stream()
                .flatMap(view -> Arrays.stream(view.getValue().getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(number -> !keys.contains(number))
                        .map(number -> view.getKey() + "." + number))
                .toList();

        Map<String, Definitions.Definition> definitions = new Definitions().all();

        assertThat(definitions.keySet())
                .filteredOn(number -> views.containsKey(number.substring(0, number.indexOf('.'))))
                .containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(definitions.values()).allSatisfy(definition -> {
            assertThat(definition.en().name()).isNotBlank();
            assertThat(definition.en().meaning()).endsWith(".");
            assertThat(definition.zh().name()).isNotBlank();
            assertThat(definition.zh().meaning()).endsWith("。");
            assertThat(definition.source()).isNotBlank();
        });
    }

    @Test
    void formulasAreEscapedInCsv() {
        String csv = Csv.of(StageFlow.class, List.of(new StageFlow("=cmd|' /C calc'!A0", "a\"b\r\nc", 1)));

        assertThat(csv).isEqualTo("from,to,moves\r\n\"'=cmd|' /C calc'!A0\",\"a\"\"b\r\nc\",1\r\n");
        assertThat(List.of("=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"))
                .allSatisfy(formula -> assertThat(Csv.text(formula)).isEqualTo("\"'" + formula + "\""));
    }

    @Test
    void csvIsSelectedByParameterOrElseByHeader() {
        assertThat(Csv.isAsked(Csv.Format.csv, "application/json")).isTrue();
        assertThat(Csv.isAsked(null, "text/csv; charset=UTF-8")).isTrue();
        assertThat(Csv.isAsked(Csv.Format.json, "text/csv")).isFalse();
        assertThat(Csv.isAsked(null, "text/html,*/*")).isFalse();
        assertThat(Csv.isAsked(null, null)).isFalse();
    }
}

package io.perennial.learning.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.TestDatabases;
import io.perennial.customer.profile.Purchases;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

class ValueModelTrainingTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final YearMonth JANUARY = YearMonth.of(2026, 1);

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void tooFewRepeatCustomersGiveNoModel(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        effects.customer("one", "SEARCH", at("2026-01-05"));
        order(effects, "one", "o1", "2026-01-06", "100.00", false);
        order(effects, "one", "o2", "2026-02-06", "100.00", false);

        assertThat(effects.get(ValueModelTraining.class).run()).isEmpty();

        ChannelValue value = only(effects);
        assertThat(value.margin()).isEqualByComparingTo("20.00");
        assertThat(value.predictedMargin()).isZero();
        assertThat(value.lifetimeValue()).isEqualByComparingTo("20.00");
        assertThat(value.expectedAlive()).isNull();
        assertThat(effects.get(Valuations.class)
                        .current()
                        .probabilityAlive(
                                purchases(effects, "one"), effects.clock().today()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void channelValueIsTheSumOfItsCustomersWithPayback(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        for (String id : List.of("a", "b", "c", "d")) {
            effects.customer(id, "SEARCH", at("2026-01-05"));
        }
        order(effects, "a", "o1", "2026-01-06", "1000.00", false);
        order(effects, "a", "o2", "2026-02-06", "500.00", false);
        order(effects, "b", "o3", "2026-03-01", "500.00", false);
        order(effects, "b", "o4", "2026-03-01", "9999.00", true);
        effects.sql()
                .sql("insert into channel_cost (channel, day, cost) values ('SEARCH', '2026-01-02', 60), "
                        + "('SEARCH', '2026-01-31', 90), ('SEARCH', '2026-02-01', 1000)")
                .update();
        effects.sql()
                .sql("insert into credit_account (customer_id, credit_limit, used, frozen) values ('c', 5000, 1000,"
                        + " false)")
                .update();
        bill(effects, "c", "b1", "2025-12-01");
        bill(effects, "c", "b2", "2026-02-01");
        bill(effects, "c", "b3", "2024-02-01");

        effects.get(ValueModelTraining.class).run();

        ChannelValue value = only(effects);
        assertThat(value.customers()).isEqualTo(4);
        assertThat(value.buyers()).isEqualTo(2);
        assertThat(value.margin()).isEqualByComparingTo("200.00");
        assertThat(value.expectedLoss()).as("1000 × 20 % × 60 %").isEqualByComparingTo("120.00");
        assertThat(value.lifetimeValue()).isEqualByComparingTo("80.00");
        assertThat(value.cost()).isEqualByComparingTo("150.00");
        assertThat(value.costPerRegistration()).isEqualByComparingTo("37.50");
        assertThat(value.valuePerCustomer()).isEqualByComparingTo("20.00");
        assertThat(value.valueToCost()).isEqualByComparingTo("0.53");
        assertThat(value.paybackMonths()).as("100 in January, 150 by February").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void orderBeforeTheRegistrationCountsInItsMonth(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        effects.customer("early", "SEARCH", at("2026-01-05"));
        order(effects, "early", "o1", "2025-11-06", "1000.00", false);
        effects.sql()
                .sql("insert into channel_cost (channel, day, cost) values ('SEARCH', '2026-01-02', 90)")
                .update();

        effects.get(ValueModelTraining.class).run();

        ChannelValue value = only(effects);
        assertThat(value.margin()).isEqualByComparingTo("100.00");
        assertThat(value.paybackMonths()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void cohortValueIsTheSumOfCustomerValues(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        List<String> ids = buyers(effects, 1_500);

        ValueModel model = effects.get(ValueModelTraining.class).run().orElseThrow();
        effects.get(ValueModelTraining.class).run();

        assertThat(model.customers()).isEqualTo(1_500);
        assertThat(effects.get(Valuations.class).current().model()).isPresent();
        Valuation valuation = effects.get(Valuations.class).current();
        LocalDate today = effects.clock().today();
        Map<String, Purchases> purchases = effects.get(Valuations.class).purchases(ids, ZONE);
        BigDecimal sum = purchases.values().stream()
                .map(of -> valuation.predictedMargin(of, today))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        double alive = purchases.values().stream()
                .mapToDouble(of -> valuation.probabilityAlive(of, today).orElseThrow())
                .sum();
        ChannelValue value = effects.get(ChannelValues.class).report(YearMonth.of(2025, 1), JANUARY).channels().stream()
                .reduce((a, b) -> {
                    throw new AssertionError("more than one cohort: " + a + b);
                })
                .orElseThrow();
        assertThat(value.predictedMargin().doubleValue()).isCloseTo(sum.doubleValue(), Percentage.withPercentage(0.01));
        assertThat(value.predictedMargin()).isPositive();
        assertThat(value.expectedAlive()).isCloseTo(alive, Percentage.withPercentage(0.001));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void twoOrdersOfOneLocalDayAreOnePurchase(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        effects.customer("night", "SEARCH", at("2026-01-05"));
        for (String at : List.of("2026-02-01T15:30:00Z", "2026-02-01T16:30:00Z", "2026-02-02T15:59:00Z")) {
            insert(effects, "night", at, Instant.parse(at), "10.00", false);
        }

        Purchases purchases = purchases(effects, "night");

        assertThat(purchases)
                .isEqualTo(
                        new Purchases(2, LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 2), new BigDecimal("30.00")));
    }

    private static Purchases purchases(EffectTestContext effects, String id) {
        return effects.get(Valuations.class).purchases(List.of(id), ZONE).get(id);
    }

    private static List<String> buyers(EffectTestContext effects, int customers) {
        Random random = new Random(3);
        List<String> ids = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        List<Object[]> orders = new ArrayList<>();
        String registered = SqlTime.of(at("2025-03-05"));
        for (int no = 0; no < customers; no++) {
            String id = "b%05d".formatted(no);
            ids.add(id);
            rows.add(new Object[] {id, registered, registered, registered});
            Instant at = at("2025-03-05").plus(Duration.ofDays(random.nextInt(200)));
            for (int order = 0;
                    order == 0
                            || random.nextInt(100) < 70
                                    && at.isBefore(effects.clock().instant());
                    order++) {
                orders.add(new Object[] {id, id + "-" + order, SqlTime.of(at), 50 + random.nextInt(500)});
                at = at.plus(Duration.ofDays(1 + random.nextInt(60)));
            }
        }
        JdbcTemplate template = effects.get(JdbcTemplate.class);
        template.batchUpdate(
                "insert into customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since,"
                        + " tier, tier_since) values (?, ?, 'SEARCH', true, 'RETENTION', ?, 'STANDARD', ?)",
                rows);
        template.batchUpdate(
                "insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) values (?, ?, ?, ?,"
                        + " false)",
                orders);
        return ids;
    }

    private static ChannelValue only(EffectTestContext effects) {
        List<ChannelValue> values =
                effects.get(ChannelValues.class).report(JANUARY, JANUARY).channels();
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    private static Instant at(String day) {
        return LocalDate.parse(day).atTime(12, 0).atZone(ZONE).toInstant();
    }

    private static void order(
            EffectTestContext effects, String customer, String order, String day, String amount, boolean cancelled) {
        insert(effects, customer, order, at(day), amount, cancelled);
    }

    private static void insert(
            EffectTestContext effects, String customer, String order, Instant at, String amount, boolean cancelled) {
        effects.sql()
                .sql("insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) values (?,"
                        + " ?, ?, ?, ?)")
                .params(customer, order, SqlTime.of(at), new BigDecimal(amount), cancelled)
                .update();
    }

    private static void bill(EffectTestContext effects, String customer, String bill, String overdue) {
        effects.sql()
                .sql("insert into bill (customer_id, bill_id, due_on, overdue_at) values (?, ?, ?, ?)")
                .params(customer, bill, overdue, SqlTime.of(at(overdue)))
                .update();
    }
}

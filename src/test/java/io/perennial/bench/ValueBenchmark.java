package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestDatabases;
import io.perennial.TestEffects;
import io.perennial.clock.SqlTime;
import io.perennial.value.ValueModel;
import io.perennial.value.ValueReckoning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.GammaDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A night's reckoning of what customers are worth, on MySQL: a million who bought by known parameters. */
@Tag("value")
class ValueBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 1_000_000);
    private static final int PAGE = 10_000;
    private static final int DAYS = 540;

    /** Lives by known parameters are drawn for so many, and lived by all. */
    private static final int LIVES = 20_000;

    @Test
    void aMillionCustomersAreReckonedInMinutes() {
        TestEffects effects = TestEffects.fresh(TestDatabases.Kind.MYSQL);
        Instant now = effects.clock().instant();
        int orders = fill(effects.get(JdbcTemplate.class), now);

        long start = System.nanoTime();
        ValueModel model = effects.get(ValueReckoning.class).reckon().orElseThrow();
        double first = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        effects.get(ValueReckoning.class).reckon();
        double again = (System.nanoTime() - start) / 1e9;

        System.out.printf(
                "%n%,d customers, %,d orders: %.1f s the first night, %.1f s the next; %s %s%n",
                CUSTOMERS, orders, first, again, model.purchases(), model.spend());
        assertThat(model.customers()).isEqualTo(CUSTOMERS);
        assertThat(first).isLessThan(600);
    }

    private static int fill(JdbcTemplate jdbc, Instant now) {
        GammaDistribution rates = new GammaDistribution(0.5, 1 / 6.0);
        BetaDistribution leaving = new BetaDistribution(0.8, 2.4);
        Random random = new Random(1);
        List<List<Integer>> lives = new ArrayList<>();
        for (int no = 0; no < LIVES; no++) {
            double rate = rates.inverseCumulativeProbability(random.nextDouble());
            double leaves = leaving.inverseCumulativeProbability(random.nextDouble());
            List<Integer> days = new ArrayList<>();
            double at = random.nextInt(180);
            do {
                days.add((int) at);
                at += 1 - Math.log(1 - random.nextDouble()) / rate * 7;
            } while (at < DAYS && random.nextDouble() >= leaves);
            lives.add(days);
        }
        int all = 0;
        List<Object[]> customers = new ArrayList<>();
        List<Object[]> orders = new ArrayList<>();
        for (int no = 0; no < CUSTOMERS; no++) {
            String id = "v%07d".formatted(no);
            List<Integer> days = lives.get(no % LIVES);
            String registered = SqlTime.of(now.minus(Duration.ofDays(DAYS - days.get(0))));
            customers.add(new Object[] {id, registered, "CH" + no % 12, registered, registered});
            for (int day : days) {
                orders.add(new Object[] {
                    id, id + day, SqlTime.of(now.minus(Duration.ofDays(DAYS - day))), 20 + random.nextInt(600)
                });
            }
            if (customers.size() == PAGE || no == CUSTOMERS - 1) {
                all += orders.size();
                jdbc.batchUpdate(
                        "insert into customer (customer_id, registered_at, channel, marketing_consent, stage,"
                                + " stage_since, tier, tier_since) values (?, ?, ?, true, 'RETENTION', ?, 'STANDARD', ?)",
                        customers);
                jdbc.batchUpdate(
                        "insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) "
                                + "values (?, ?, ?, ?, false)",
                        orders);
                customers.clear();
                orders.clear();
            }
        }
        jdbc.execute("analyze table customer, customer_order");
        return all;
    }
}

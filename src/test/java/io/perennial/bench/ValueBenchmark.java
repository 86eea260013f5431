package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.TestDatabases;
import io.perennial.learning.value.ValueModel;
import io.perennial.learning.value.ValueModelTraining;
import io.perennial.platform.sql.SqlTime;
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

/** Nightly training of the value model on MySQL: a million customers who bought by known parameters. */
@Tag("value")
class ValueBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 1_000_000);
    private static final int DAYS = 540;
    private static final int LIVES = 20_000;

    @Test
    void aMillionCustomersAreValuedInMinutes() {
        EffectTestContext effects = EffectTestContext.fresh(TestDatabases.Kind.MYSQL);
        Instant now = effects.clock().instant();
        JdbcTemplate jdbc = effects.get(JdbcTemplate.class);
        long start = System.nanoTime();
        int orders = fill(jdbc, now);
        double filled = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        jdbc.queryForObject("select count(*) from customer", Long.class);
        double counted = (System.nanoTime() - start) / 1e9;

        start = System.nanoTime();
        ValueModel model = effects.get(ValueModelTraining.class).run().orElseThrow();
        double first = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        effects.get(ValueModelTraining.class).run();
        double again = (System.nanoTime() - start) / 1e9;

        System.out.printf(
                "%n%,d customers, %,d orders, there in %.0f s: %.1f s the first night, %.1f s the next"
                        + " (a count of the customers: %.2f s); %s %s%n",
                CUSTOMERS, orders, filled, first, again, counted, model.purchases(), model.spend());
        assertThat(model.customers()).isEqualTo(CUSTOMERS);
        assertThat(first).isLessThan(600);
    }

    /** So many lives are drawn by known parameters and lived by all. */
    private static int fill(JdbcTemplate jdbc, Instant now) {
        jdbc.execute("create table bench_life (no int not null, day int not null, primary key (no, day))");
        jdbc.batchUpdate("insert ignore into bench_life (no, day) values (?, ?)", lives());
        jdbc.execute("create table bench_no (n int not null primary key)");
        jdbc.update("insert into bench_no values (0)");
        for (int there = 1; there < CUSTOMERS; there *= 2) {
            jdbc.update("insert into bench_no select n + " + there + " from bench_no where n + " + there + " < "
                    + CUSTOMERS);
        }
        String id = "concat('v', lpad(n, 7, '0'))";
        String begin = "'" + SqlTime.of(now.minus(Duration.ofDays(DAYS))) + "'";
        jdbc.update(
                "insert into customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier,"
                        + " tier_since) select " + id + ", timestampadd(day, first, " + begin
                        + "), concat('CH', mod(n, 12)), true, 'RETENTION', " + begin + ", 'STANDARD', " + begin
                        + " from bench_no join (select no, min(day) as first from bench_life group by no) lives on no = mod(n, "
                        + LIVES + ") order by n");
        int orders = jdbc.update(
                "insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) select " + id
                        + ", concat(n, '-', day), timestampadd(day, day, " + begin
                        + "), 20 + mod(n * 7919 + day * 104729, 600), false from bench_no join bench_life on no = mod(n, "
                        + LIVES + ")");
        jdbc.execute("analyze table customer, customer_order");
        return orders;
    }

    private static List<Object[]> lives() {
        GammaDistribution rates = new GammaDistribution(0.5, 1 / 6.0);
        BetaDistribution leaving = new BetaDistribution(0.8, 2.4);
        Random random = new Random(1);
        List<Object[]> lives = new ArrayList<>();
        for (int no = 0; no < LIVES; no++) {
            double rate = rates.inverseCumulativeProbability(random.nextDouble());
            double leaves = leaving.inverseCumulativeProbability(random.nextDouble());
            double at = random.nextInt(180);
            do {
                lives.add(new Object[] {no, (int) at});
                at += 1 - Math.log(1 - random.nextDouble()) / rate * 7;
            } while (at < DAYS && random.nextDouble() >= leaves);
        }
        return lives;
    }
}

package io.perennial;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.clock.Zones;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.Settings;
import io.perennial.platform.sql.SqlTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The effect packages on a database, without web server and engine. All tests of a run share one database per kind, so every
 * test uses customers of its own. The clock is set by the test; nobody is held out unless a test configures it.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @MethodSource("io.perennial.EffectTestContext#both")
 * void sameKeyGivesTheSameCoupon(EffectTestContext effects) {
 *     effects.get(CouponService.class)…
 * }</pre>
 */
public final class EffectTestContext {

    private static final String[] PACKAGES = {
        "effect.benefit",
        "effect.callback",
        "customer.channel",
        "effect.coupon",
        "effect.credit",
        "effect.holdout",
        "learning.response",
        "learning.prediction",
        "insight.ledger",
        "learning.lift",
        "effect.mall",
        "effect.outreach",
        "effect.points",
        "learning.value"
    };
    private static final Instant BEGIN = Instant.parse("2026-03-02T02:00:00Z");
    private static final Map<TestDatabases.Kind, EffectTestContext> SHARED = new EnumMap<>(TestDatabases.Kind.class);

    private static final Map<TestDatabases.Kind, EffectTestContext> EMPTIED = new EnumMap<>(TestDatabases.Kind.class);

    private final TestDatabases.Kind kind;
    private final DataSource dataSource;
    private final AnnotationConfigApplicationContext context;

    private EffectTestContext(TestDatabases.Kind kind, DataSource dataSource, String... properties) {
        this.kind = kind;
        this.dataSource = dataSource;
        this.context = new AnnotationConfigApplicationContext();
        try {
            new YamlPropertySourceLoader()
                    .load("offers", new FileSystemResource("config/offers.yaml"))
                    .forEach(context.getEnvironment().getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestPropertyValues.of("perennial.holdout.share=0").and(properties).applyTo(context.getEnvironment());
        context.registerBean(DataSource.class, () -> dataSource);
        context.register(Beans.class, Zones.class);
        context.scan(Stream.of(PACKAGES).map(name -> "io.perennial." + name).toArray(String[]::new));
        // Some of these need decision tables or journeys, which are missing here; they are created only on use.
        context.addBeanFactoryPostProcessor(factory -> Stream.of(factory.getBeanDefinitionNames())
                .map(factory::getBeanDefinition)
                .filter(bean -> String.valueOf(bean.getBeanClassName())
                        .matches("io\\.perennial\\.effect\\.(credit|mall|points)\\..*"))
                .forEach(bean -> bean.setLazyInit(true)));
        context.refresh();
        clock().setTo(BEGIN);
    }

    // No @Configuration: application tests scan this package too and have beans of their own.
    @EnableTransactionManagement(proxyTargetClass = true)
    @ConfigurationPropertiesScan("io.perennial")
    static class Beans {

        @Bean
        BusinessClock clock() {
            return new BusinessClock(ZoneId.of("Asia/Shanghai"));
        }

        @Bean
        SequenceIds sequence() {
            return new SequenceIds();
        }

        @Bean
        ObjectMapper json() {
            return new ObjectMapper();
        }

        @Bean
        JdbcTemplate jdbcTemplate(DataSource dataSource) {
            return new JdbcTemplate(dataSource);
        }

        @Bean
        Settings settings(JdbcClient client) {
            return new Settings(client);
        }

        @Bean
        JdbcClient jdbcClient(JdbcTemplate template) {
            return JdbcClient.create(template);
        }

        @Bean
        PlatformTransactionManager transactions(DataSource dataSource) {
            return new DataSourceTransactionManager(dataSource);
        }
    }

    /** On both databases, for {@code @MethodSource}; without MySQL on H2 only. */
    public static Stream<EffectTestContext> both() {
        return TestDatabases.both()
                .filter(kind -> kind == TestDatabases.Kind.H2 || TestDatabases.hasMySql())
                .map(EffectTestContext::on);
    }

    private static synchronized EffectTestContext on(TestDatabases.Kind kind) {
        EffectTestContext effects = SHARED.computeIfAbsent(kind, EffectTestContext::fresh);
        effects.clock().setTo(BEGIN);
        return effects;
    }

    /** On a database of its own; skips the test when there is no MySQL. */
    public static EffectTestContext fresh(TestDatabases.Kind kind) {
        TestDatabases.TestDatabase database = kind.fresh().filled();
        Runtime.getRuntime().addShutdownHook(new Thread(database::close));
        return new EffectTestContext(kind, database.dataSource());
    }

    /** On an emptied database, shared by all callers; skips the test when there is no MySQL. */
    public static synchronized EffectTestContext emptied(TestDatabases.Kind kind) {
        EffectTestContext effects = EMPTIED.computeIfAbsent(kind, EffectTestContext::fresh);
        effects
                .sql()
                .sql("select table_name from information_schema.tables "
                        + "where table_schema = schema() and table_type = 'BASE TABLE'")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> !table.toLowerCase(Locale.ROOT).matches("act_.*|flyway_.*|setting"))
                .forEach(table -> effects.sql().sql("delete from " + table).update());
        return effects.with();
    }

    /** The same database with other properties, like another node. */
    public EffectTestContext with(String... properties) {
        return new EffectTestContext(kind, dataSource, properties);
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    public BusinessClock clock() {
        return get(BusinessClock.class);
    }

    public JdbcClient sql() {
        return get(JdbcClient.class);
    }

    public long count(String sql, Object... params) {
        return sql().sql(sql).params(params).query(Long.class).single();
    }

    /** A new customer with marketing consent. */
    public String customer() {
        String id = "c-" + UUID.randomUUID();
        customer(id, "ORGANIC", clock().instant());
        return id;
    }

    public void customer(String id, String channel, Instant registeredAt) {
        String at = SqlTime.of(registeredAt);
        sql().sql("""
                        insert into customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier,
                                              tier_since)
                        values (?, ?, ?, true, 'ACTIVATION', ?, 'STANDARD', ?)
                        """).params(id, at, channel, at, at).update();
        sql().sql("insert into day_book (customer_id, settled_at, book) values (?, ?, '{}')")
                .params(id, at)
                .update();
    }

    /** Runs a step in a transaction that holds the customer's lock, as a journey does. */
    public <T> T locked(String customerId, Supplier<T> step) {
        return new TransactionTemplate(get(PlatformTransactionManager.class)).execute(status -> {
            sql().sql("select customer_id from customer where customer_id = ? for update")
                    .param(customerId)
                    .query(String.class)
                    .single();
            return step.get();
        });
    }

    /** Runs the task with 0, 1 … concurrently, one thread each, and returns the results in that order. */
    public static <T> List<T> atOnce(int threads, Function<Integer, T> task)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int no = i;
                Callable<T> run = () -> {
                    ready.countDown();
                    ready.await();
                    return task.apply(no);
                };
                futures.add(pool.submit(run));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public String toString() {
        return kind.name();
    }
}

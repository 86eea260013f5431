package io.perennial.platform.engine.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SqlTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Metrics of the engine. Counting takes seconds where many journeys wait, so counts are cached. */
@Component
class EngineMeters {

    private static final String INCIDENTS = "select count(*) from ACT_RU_INCIDENT";
    private static final String DUE = """
            select count(*) from ACT_RU_JOB where DUEDATE_ <= :now and RETRIES_ > 0 and SUSPENSION_STATE_ = 1""";
    private static final String FAILED = "select count(*) from ACT_RU_JOB where RETRIES_ = 0";
    private static final String RUNNING = """
            select d.KEY_ as process, count(*) as running
              from ACT_RU_EXECUTION e join ACT_RE_PROCDEF d on d.ID_ = e.PROC_DEF_ID_
             where e.PARENT_ID_ is null group by d.KEY_""";

    private record Counts(long incidents, long due, long failed, Map<String, Long> running) {}

    private final JdbcClient jdbc;
    private final RepositoryService repository;
    private final BusinessClock clock;
    private final MeterRegistry registry;
    private final Duration cacheTime;
    private Counts counts;
    private long countedAt;

    EngineMeters(
            JdbcClient jdbc,
            RepositoryService repository,
            BusinessClock clock,
            MeterRegistry registry,
            @Value("${perennial.metrics.kept:15s}") Duration cacheTime) {
        this.jdbc = jdbc;
        this.repository = repository;
        this.clock = clock;
        this.registry = registry;
        this.cacheTime = cacheTime;
    }

    /** Registers the gauges after the models are deployed, so that each process has one from the start. */
    @EventListener(ApplicationReadyEvent.class)
    void register() {
        gauge("perennial.incidents.open", "Open incidents", Counts::incidents).register(registry);
        gauge("perennial.jobs.due", "Overdue jobs", Counts::due).register(registry);
        gauge("perennial.jobs.failed", "Jobs without retries left", Counts::failed)
                .register(registry);
        repository.createProcessDefinitionQuery().latestVersion().unlimitedList().stream()
                .map(ProcessDefinition::getKey)
                .distinct()
                .forEach(process -> gauge(
                                "perennial.processes.running",
                                "Running instances",
                                now -> now.running().getOrDefault(process, 0L))
                        .tag("process", process)
                        .register(registry));
    }

    private Gauge.Builder<EngineMeters> gauge(String name, String description, ToDoubleFunction<Counts> count) {
        return Gauge.builder(name, this, meters -> count.applyAsDouble(meters.counts()))
                .description(description);
    }

    private synchronized Counts counts() {
        if (counts == null || System.nanoTime() - countedAt >= cacheTime.toNanos()) {
            counts = count();
            countedAt = System.nanoTime();
        }
        return counts;
    }

    private Counts count() {
        Map<String, Long> running = new HashMap<>();
        jdbc.sql(RUNNING).query(row -> {
            running.put(row.getString("process"), row.getLong("running"));
        });
        long due = jdbc.sql(DUE)
                .param("now", SqlTime.of(clock.instant()))
                .query(Long.class)
                .single();
        return new Counts(one(INCIDENTS), due, one(FAILED), running);
    }

    private long one(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}

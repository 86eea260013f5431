package io.perennial.demo;

import io.perennial.customer.event.EventIntake;
import io.perennial.customer.event.IntakeResult;
import io.perennial.customer.event.NewEvent;
import io.perennial.effect.outreach.OutreachService;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.jobs.DueJobs;
import io.perennial.platform.sql.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Simulates the first 120 days of the demo customers before the application accepts requests, with the clock set to each day in
 * turn. After a kill it continues from the day it had reached.
 */
@Component
@ConditionalOnProperty(name = "perennial.demo", havingValue = "true")
class DemoSeeder implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DemoSeeder.class);
    private static final int THREADS = 2;
    private static final String FIRST_DAY = "demo.first-day";
    private static final String NEXT_DAY = "demo.next-day";
    private static final String ANY_CUSTOMER = "select exists (select 1 from customer)";

    private final EventIntake intake;
    private final BusinessClock clock;
    private final DueJobs jobs;
    private final OutreachService outreach;
    private final Settings settings;
    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private volatile boolean running;

    DemoSeeder(
            EventIntake intake,
            BusinessClock clock,
            DueJobs jobs,
            OutreachService outreach,
            Settings settings,
            JdbcClient jdbc,
            JdbcTemplate template) {
        this.intake = intake;
        this.clock = clock;
        this.jobs = jobs;
        this.outreach = outreach;
        this.settings = settings;
        this.jdbc = jdbc;
        this.template = template;
    }

    @Override
    public void start() {
        running = true;
        if (!isEmbedded()) {
            LOG.warn("perennial.demo is ignored: it needs the embedded database");
            return;
        }
        boolean simulated = clock.isSimulated();
        LocalDate today = clock.today();
        LocalDate firstDay = saved(FIRST_DAY).orElse(today.minusDays(DemoEvents.DAYS));
        if (saved(FIRST_DAY).isEmpty()) {
            if (jdbc.sql(ANY_CUSTOMER).query(Boolean.class).single()) {
                return;
            }
            save(FIRST_DAY, firstDay);
        }
        LocalDate end = firstDay.plusDays(DemoEvents.DAYS);
        LocalDate next = saved(NEXT_DAY).orElse(firstDay);
        if (!next.isBefore(end)) {
            return;
        }
        Instant now = clock.instant();
        DemoEvents events = new DemoEvents(firstDay, clock.getZone());
        LOG.info("Simulating {} days of demo customers from {} on ...", DemoEvents.DAYS, next);
        for (LocalDate day = next; day.isBefore(end) && running; day = day.plusDays(1)) {
            simulate(day, events.on(day));
            save(NEXT_DAY, day.plusDays(1));
            if (day.getDayOfMonth() == 1) {
                LOG.info("... {}", day);
            }
        }
        if (simulated) {
            clock.setTo(now);
        } else {
            clock.useSystemTime();
        }
        LOG.info("Demo customers are ready");
    }

    private boolean isEmbedded() {
        return Boolean.TRUE.equals(template.execute((ConnectionCallback<Boolean>)
                connection -> connection.getMetaData().getDatabaseProductName().equals("H2")));
    }

    /** The night comes first, then the day. */
    private void simulate(LocalDate day, List<NewEvent> events) {
        Instant midnight = day.atStartOfDay(clock.getZone()).toInstant();
        clock.setTo(midnight.plus(Duration.ofHours(2)));
        jobs.run(THREADS);
        clock.setTo(midnight.plus(Duration.ofHours(20)));
        IntakeResult result = intake.ingest(events);
        if (!result.rejected().isEmpty()) {
            throw new IllegalStateException("Demo events were rejected: " + result.rejected());
        }
        jobs.run(THREADS);
        outreach.relay();
    }

    private Optional<LocalDate> saved(String name) {
        return settings.find(name).map(LocalDate::parse);
    }

    private void save(String name, LocalDate day) {
        settings.save(name, day.toString());
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the models are deployed, before the web server opens and the job executor starts. */
    @Override
    public int getPhase() {
        return 1000;
    }
}

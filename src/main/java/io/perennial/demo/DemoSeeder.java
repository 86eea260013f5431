package io.perennial.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.customer.event.EventGateway;
import io.perennial.customer.event.IntakeResult;
import io.perennial.demo.DemoLives.Happening;
import io.perennial.effect.outreach.OutreachService;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.runtime.DueJobs;
import io.perennial.platform.sql.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Lets the demo customers live their first 120 days before the application opens, on a clock that stands at each of those
 * days in turn. Killed half-way, it goes on from the day it had reached.
 */
@Component
@ConditionalOnProperty(name = "perennial.demo", havingValue = "true")
class DemoSeeder implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DemoSeeder.class);
    private static final int THREADS = 2;
    private static final String FIRST_DAY = "demo.first-day";
    private static final String NEXT_DAY = "demo.next-day";
    private static final String ANY_CUSTOMER = "select exists (select 1 from customer)";

    private final EventGateway door;
    private final BusinessClock clock;
    private final DueJobs jobs;
    private final OutreachService outreach;
    private final Settings settings;
    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final ObjectMapper json;
    private volatile boolean running;

    DemoSeeder(
            EventGateway door,
            BusinessClock clock,
            DueJobs jobs,
            OutreachService outreach,
            Settings settings,
            JdbcClient jdbc,
            JdbcTemplate template,
            ObjectMapper json) {
        this.door = door;
        this.clock = clock;
        this.jobs = jobs;
        this.outreach = outreach;
        this.settings = settings;
        this.jdbc = jdbc;
        this.template = template;
        this.json = json;
    }

    @Override
    public void start() {
        running = true;
        if (!embedded()) {
            LOG.warn("perennial.demo is for the embedded database only and is left out");
            return;
        }
        boolean stood = clock.isSimulated();
        LocalDate today = clock.today();
        LocalDate firstDay = saved(FIRST_DAY).orElse(today.minusDays(DemoLives.DAYS));
        if (saved(FIRST_DAY).isEmpty()) {
            if (jdbc.sql(ANY_CUSTOMER).query(Boolean.class).single()) {
                return;
            }
            save(FIRST_DAY, firstDay);
        }
        LocalDate end = firstDay.plusDays(DemoLives.DAYS);
        LocalDate next = saved(NEXT_DAY).orElse(firstDay);
        if (!next.isBefore(end)) {
            return;
        }
        Instant now = clock.instant();
        DemoLives lives = new DemoLives(firstDay, clock.getZone());
        LOG.info("Demo customers live through {} days from {} on ...", DemoLives.DAYS, next);
        for (LocalDate day = next; day.isBefore(end) && running; day = day.plusDays(1)) {
            live(day, lives.on(day));
            save(NEXT_DAY, day.plusDays(1));
            if (day.getDayOfMonth() == 1) {
                LOG.info("... {}", day);
            }
        }
        if (stood) {
            clock.setTo(now);
        } else {
            clock.useSystemTime();
        }
        LOG.info("Demo customers are here");
    }

    private boolean embedded() {
        return Boolean.TRUE.equals(template.execute((ConnectionCallback<Boolean>)
                connection -> connection.getMetaData().getDatabaseProductName().equals("H2")));
    }

    /** The night first, then the day. */
    private void live(LocalDate day, List<Happening> happenings) {
        Instant midnight = day.atStartOfDay(clock.getZone()).toInstant();
        clock.setTo(midnight.plus(Duration.ofHours(2)));
        jobs.run(THREADS);
        clock.setTo(midnight.plus(Duration.ofHours(20)));
        if (!happenings.isEmpty()) {
            send(happenings);
        }
        jobs.run(THREADS);
        outreach.relay();
    }

    private void send(List<Happening> happenings) {
        try {
            IntakeResult result = door.array(new ByteArrayInputStream(json.writeValueAsBytes(happenings)));
            if (!result.rejected().isEmpty()) {
                throw new IllegalStateException("The demo sent events that were rejected: " + result.rejected());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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

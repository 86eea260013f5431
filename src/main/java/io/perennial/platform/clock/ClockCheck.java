package io.perennial.platform.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Warns at the start when stored events are ahead of the clock, as after a simulated clock was switched off. */
@Component
class ClockCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ClockCheck.class);

    /** Machines of a cluster may differ by this much. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final BusinessClock clock;
    private final ClockRepository stored;

    ClockCheck(BusinessClock clock, ClockRepository stored) {
        this.clock = clock;
        this.stored = stored;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        warning().ifPresent(LOG::warn);
    }

    /** What to log, if the database was used at a later time than the clock shows now. */
    Optional<String> warning() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return lastUsed()
                .filter(at -> at.isAfter(now.plus(TOLERANCE)))
                .map(at -> "Stored data is ahead of the clock: it was last used at " + at + ", the clock shows " + now
                        + ". Facts, timers and reviews are wrong until the clock gets there. Move it forward"
                        + " (perennial.clock=simulated and POST /api/v1/clock), or start with another database"
                        + " (perennial.data names the folder of the embedded one).");
    }

    /** The latest event or, if there are events, the last position of a simulated clock. */
    private Optional<Instant> lastUsed() {
        return stored.latestEvent()
                .map(event -> Stream.concat(Stream.of(event), stored.now().stream())
                        .max(Instant::compareTo)
                        .orElse(event));
    }
}

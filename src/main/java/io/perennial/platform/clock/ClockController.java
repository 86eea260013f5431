package io.perennial.platform.clock;

import io.perennial.platform.api.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sets and advances the simulated clock; not present with system time. */
@RestController
@RequestMapping("/api/v1/clock")
@ConditionalOnProperty(name = "perennial.clock", havingValue = "simulated")
@Tag(name = "clock")
class ClockController {

    record Now(Instant now) {}

    record Move(String advance, String now) {}

    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("3000-01-01T00:00:00Z");

    private final BusinessClock clock;
    private final ClockRepository stored;

    ClockController(BusinessClock clock, ClockRepository stored) {
        this.clock = clock;
        this.stored = stored;
    }

    @GetMapping
    @Operation(summary = "Current instant of the simulated clock")
    Now now() {
        return new Now(clock.instant());
    }

    @PostMapping
    @Operation(summary = "Advance the simulated clock by a duration, or set it: forward only once there are events")
    synchronized Now move(@RequestBody Move move) {
        Instant target = target(move);
        if (target.isBefore(clock.instant()) && stored.anyEvent()) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "CLOCK_BACKWARD", "There are events already: the clock moves forward only.");
        }
        stored.save(target);
        clock.setTo(target);
        return now();
    }

    private Instant target(Move move) {
        if ((move.advance() == null) == (move.now() == null)) {
            throw ApiException.invalid("Give either \"advance\" (such as P15D) or \"now\" (ISO-8601 with an offset).");
        }
        Instant target;
        try {
            target = move.now() != null ? OffsetDateTime.parse(move.now()).toInstant() : advanced(move.advance());
        } catch (DateTimeException | ArithmeticException notATime) {
            throw ApiException.invalid("Not a time: " + notATime.getMessage());
        }
        if (target.isBefore(EARLIEST) || !target.isBefore(LATEST)) {
            throw ApiException.invalid("The simulated clock goes from the year 1900 to the year 2999.");
        }
        return target.truncatedTo(ChronoUnit.MILLIS);
    }

    private Instant advanced(String by) {
        Instant from = clock.instant();
        boolean calendar = by.matches("-?P(-?\\d+Y)?(-?\\d+M)?(-?\\d+W)?(-?\\d+D)?");
        return calendar
                ? from.atZone(clock.getZone()).plus(Period.parse(by)).toInstant()
                : from.plus(Duration.parse(by));
    }
}

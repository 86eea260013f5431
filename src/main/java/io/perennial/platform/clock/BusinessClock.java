package io.perennial.platform.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The business clock: system time, or a simulated instant that only moves when set. Components with a clock of their own, such
 * as the process engine, register a listener.
 */
public class BusinessClock extends Clock {

    private final ZoneId zone;
    private final List<Consumer<BusinessClock>> listeners = new CopyOnWriteArrayList<>();
    private volatile Instant simulated;

    public BusinessClock(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        Instant at = simulated;
        return at == null ? Instant.now() : at;
    }

    /** The time zone in which days are counted. */
    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        BusinessClock source = this;
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return other;
            }

            @Override
            public Clock withZone(ZoneId another) {
                return source.withZone(another);
            }

            @Override
            public Instant instant() {
                return source.instant();
            }
        };
    }

    public LocalDate today() {
        return day(instant());
    }

    public LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    public boolean isSimulated() {
        return simulated != null;
    }

    /** Switches to simulated time at the given instant. */
    public void setTo(Instant at) {
        simulated = at;
        listeners.forEach(listener -> listener.accept(this));
    }

    /** Switches back to system time. */
    public void useSystemTime() {
        simulated = null;
        listeners.forEach(listener -> listener.accept(this));
    }

    /** Calls the listener now and after each change. */
    public void addListener(Consumer<BusinessClock> listener) {
        listeners.add(listener);
        listener.accept(this);
    }
}

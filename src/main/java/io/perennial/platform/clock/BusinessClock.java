package io.perennial.platform.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The one time of the house. It runs with the machine's time, or stands at an instant until it is moved; whoever keeps a
 * time of their own (the process engine does) listens and follows.
 */
public class BusinessClock extends Clock {

    private final ZoneId zone;
    private final List<Consumer<BusinessClock>> followers = new CopyOnWriteArrayList<>();
    private volatile Instant standing;

    public BusinessClock(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        Instant at = standing;
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
        return standing != null;
    }

    /** Stops at the given instant, until moved again. */
    public void setTo(Instant at) {
        standing = at;
        followers.forEach(follower -> follower.accept(this));
    }

    /** Runs with the machine's time again. */
    public void useSystemTime() {
        standing = null;
        followers.forEach(follower -> follower.accept(this));
    }

    /** Calls the follower now and after every move. */
    public void addListener(Consumer<BusinessClock> follower) {
        followers.add(follower);
        follower.accept(this);
    }
}

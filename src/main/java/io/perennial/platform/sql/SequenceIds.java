package io.perennial.platform.sql;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Numbers that grow with real time on every node, so that rows of all tables can be put in one order, and so that a batch
 * knows its keys before it writes them. 42 bits of milliseconds, 10 of node, 11 of counter; the counter borrows from the
 * milliseconds when one of them is used up.
 */
@Component
public class SequenceIds {

    private static final int COUNTER_BITS = 11;
    private static final int NODE_BITS = 10;

    private final long node = ThreadLocalRandom.current().nextLong(1L << NODE_BITS);
    private final AtomicLong last = new AtomicLong();

    /** A number that every one given before that long ago is smaller than, and every later one larger. */
    public long before(Duration ago) {
        return (System.currentTimeMillis() - ago.toMillis()) << (NODE_BITS + COUNTER_BITS);
    }

    /** The next number: larger than any this node gave before. */
    public long next() {
        long now = System.currentTimeMillis() << COUNTER_BITS;
        long tick = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long millis = tick >>> COUNTER_BITS;
        long counter = tick & ((1L << COUNTER_BITS) - 1);
        return (millis << (NODE_BITS + COUNTER_BITS)) | (counter << NODE_BITS) | node;
    }
}

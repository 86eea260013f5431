package io.perennial.platform.sql;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Ids that grow with system time on every node, so that rows of all tables can be ordered and a batch knows its keys before it
 * writes them. 42 bits of milliseconds, 10 of node, 11 of counter; an exhausted counter borrows the next millisecond.
 */
@Component
public class SequenceIds {

    private static final int COUNTER_BITS = 11;
    private static final int NODE_BITS = 10;

    private final long node = ThreadLocalRandom.current().nextLong(1L << NODE_BITS);
    private final AtomicLong last = new AtomicLong();

    /** Lower bound of the ids assigned since that long ago. */
    public long before(Duration ago) {
        return (System.currentTimeMillis() - ago.toMillis()) << (NODE_BITS + COUNTER_BITS);
    }

    /** Next id, larger than any other this node has assigned. */
    public long next() {
        long now = System.currentTimeMillis() << COUNTER_BITS;
        long tick = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long millis = tick >>> COUNTER_BITS;
        long counter = tick & ((1L << COUNTER_BITS) - 1);
        return (millis << (NODE_BITS + COUNTER_BITS)) | (counter << NODE_BITS) | node;
    }
}

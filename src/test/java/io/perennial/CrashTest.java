package io.perennial;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short version; the long one is {@code bench/CrashBenchmark}. */
class CrashTest {

    @Test
    void eventsAcceptedByTwoKilledNodesAreStoredOnce() throws Exception {
        try (CrashRun run = new CrashRun(TestDatabases.mysql().filled())) {
            run.start();
            run.run(1, List.of());
            run.verify();
            System.out.println("Crash test, each node killed once: " + run.counts());
        }
    }
}

package io.perennial.bench;

import io.perennial.CrashRun;
import io.perennial.TestDatabases;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each node killed ten times, the database twice, on a MySQL of its own that may be killed. */
@Tag("crash")
class CrashBenchmark {

    private static final Path MYSQL = Path.of("../shared/bin/mysql-server");
    private static final int PORT = 3319;
    private static final int KILLS = Integer.getInteger("crash.kills", 10);

    @Test
    void whatKilledNodesAndADatabaseAcceptedIsThereOnce() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(MYSQL), "No MySQL to kill at " + MYSQL);
        mysql("start");
        try (CrashRun run = new CrashRun(TestDatabases.mysqlAt("jdbc:mysql://127.0.0.1:" + PORT + "/"))) {
            run.start();
            run.run(KILLS, List.of(CrashBenchmark::crash, CrashBenchmark::crash));
            run.verify();
            System.out.println("Crash test, each node killed " + KILLS + " times, MySQL twice: " + run.counts());
        } finally {
            mysql("stop");
        }
    }

    private static void crash() {
        mysql("kill");
        mysql("resume");
    }

    private static void mysql(String verb) {
        try {
            int exit = new ProcessBuilder(MYSQL.toString(), verb, Integer.toString(PORT))
                    .redirectErrorStream(true)
                    .redirectOutput(new File("target", "mysql-" + PORT + ".log"))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("mysql-server " + verb + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new IllegalStateException("mysql-server " + verb + " does not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during mysql-server " + verb, e);
        }
    }
}

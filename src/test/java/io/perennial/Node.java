package io.perennial;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A node of the application in a JVM of its own on loopback, which can be killed and restarted. */
final class Node {

    private static final String PASSWORD = "A-Perennial-Test-2026";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final TestDatabases.TestDatabase database;
    private final int port;
    private volatile Process process;
    private int starts;

    Node(String name, TestDatabases.TestDatabase database) {
        this.name = name;
        this.database = database;
        this.port = freePort();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (process != null) {
                process.destroyForcibly();
            }
        }));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No free port", e);
        }
    }

    void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.perennial.Perennial",
                "--spring.profiles.active=mysql",
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--perennial.holdout.share=0",
                "--perennial.outreach.quiet-from=00:00",
                "--perennial.outreach.quiet-until=00:00",
                "--camunda.bpm.job-execution.lock-time-in-millis=30000"));
        starts++;
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log());
        builder.environment().put("PERENNIAL_DB_URL", database.url());
        builder.environment().put("PERENNIAL_DB_USER", database.user());
        builder.environment().put("PERENNIAL_DB_PASSWORD", database.password());
        builder.environment().put("PERENNIAL_PASSWORD", PASSWORD);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("Node " + name + " did not start", e);
        }
    }

    private File log() {
        return new File("target", "node-" + name + "-" + starts + ".log");
    }

    void awaitReady() {
        Awaitility.await("node " + name + " is ready, see " + log())
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("Node " + name + " ended by itself: " + process.exitValue());
                    }
                    return isReady();
                });
    }

    private boolean isReady() {
        try {
            return get("/actuator/health/readiness", "admin").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills the process, like kill -9. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Node " + name + " was not killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while node " + name + " is killed", e);
        }
    }

    HttpResponse<String> get(String path, String user) throws IOException {
        return send(request(path, user).GET().build());
    }

    HttpResponse<String> post(String path, String user, String json) throws IOException {
        return send(request(path, user)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path, String user) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes());
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Basic " + credentials)
                .timeout(Duration.ofSeconds(15));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}

package io.perennial.effect.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.perennial.EffectTestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receiver on loopback that refuses, hangs or is slow: each message arrives eventually, with one key, in order. */
class WebhookTransportTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";
    private static final String SECRET = "s3cret";

    private record ReceivedRequest(String key, String attempt, String signature, String body) {}

    private interface Behaviour {
        /** Answers the n-th call, with that status; 0 for never. */
        int status(int call);
    }

    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer receiver;
    private Behaviour behaviour = call -> 200;
    private Duration delay = Duration.ZERO;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/messages", this::receive);
        receiver.start();
    }

    @AfterEach
    void stopReceiver() {
        over.countDown();
        receiver.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status;
        synchronized (received) {
            received.add(new ReceivedRequest(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    exchange.getRequestHeaders().getFirst("Perennial-Attempt"),
                    exchange.getRequestHeaders().getFirst("Perennial-Signature"),
                    body));
            status = behaviour.status(received.size());
        }
        try {
            if (status == 0) {
                over.await();
                return;
            }
            over.await(delay.toMillis(), TimeUnit.MILLISECONDS);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void refusingReceiverGetsTheSameKeyAgain(EffectTestContext effects) throws Exception {
        behaviour = call -> call < 3 ? 503 : 204;
        String customer = queued(effects, 1);
        MessageRelay relay = relay(effects);

        assertThat(attempts(effects, relay, 3)).containsExactly(0, 0, 1);

        assertThat(received).extracting(ReceivedRequest::key).containsOnly("0-" + customer);
        assertThat(received).extracting(ReceivedRequest::attempt).containsExactly("1", "2", "3");
        ReceivedRequest last = received.get(2);
        assertThat(last.body()).contains("\"template\":\"repayment-plan\"", customer);
        String seconds = last.signature().substring(2, last.signature().indexOf(','));
        assertThat(last.signature()).isEqualTo("t=" + seconds + ",v1=" + hmac(seconds + "." + last.body()));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void hangingReceiverDoesNotBlockOthers(EffectTestContext effects) {
        behaviour = call -> call == 1 ? 0 : 200;
        String customer = queued(effects, 3);
        MessageRelay relay = relay(effects);

        assertThat(attempts(effects, relay, 2)).containsExactly(0, 3);

        assertThat(received)
                .extracting(ReceivedRequest::key)
                .containsExactly("0-" + customer, "0-" + customer, "1-" + customer, "2-" + customer);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void slowReceiverGetsAllMessagesInOrder(EffectTestContext effects) {
        delay = Duration.ofMillis(60);
        String first = queued(effects, 4);
        String second = effects.customer();
        send(effects, second, 4);

        assertThat(relay(effects).relay()).isEqualTo(8);

        for (String customer : List.of(first, second)) {
            assertThat(received)
                    .extracting(ReceivedRequest::key)
                    .filteredOn(key -> key.endsWith(customer))
                    .containsExactly("0-" + customer, "1-" + customer, "2-" + customer, "3-" + customer);
        }
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void missingUrlOrSecretPreventsTheStart(EffectTestContext effects) {
        OutreachTerms terms = effects.with("perennial.outreach.webhook.url=http://127.0.0.1:1/")
                .get(OutreachTerms.class);

        assertThatThrownBy(() -> new WebhookTransport(terms, effects.clock()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("perennial.outreach.webhook.secret");
    }

    private static String queued(EffectTestContext effects, int messages) {
        effects.sql().sql("delete from message").update();
        String customer = effects.customer();
        send(effects, customer, messages);
        return customer;
    }

    private static void send(EffectTestContext effects, String customer, int messages) {
        IntStream.range(0, messages)
                .forEach(i -> effects.get(OutreachService.class)
                        .send(i + "-" + customer, customer, "repayment-plan", Purpose.SERVICE, "test"));
    }

    private MessageRelay relay(EffectTestContext effects) {
        OutreachTerms terms = effects.with(
                        "perennial.outreach.webhook.url=http://127.0.0.1:"
                                + receiver.getAddress().getPort() + "/messages",
                        "perennial.outreach.webhook.secret=" + SECRET,
                        "perennial.outreach.webhook.timeout=1s")
                .get(OutreachTerms.class);
        return MessageRelayTest.relay(effects, 200, new WebhookTransport(terms, effects.clock()));
    }

    /** How many messages each run of the relay sent, with hours between the runs. */
    private static List<Integer> attempts(EffectTestContext effects, MessageRelay relay, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> {
                    int sent = relay.relay();
                    effects.clock().setTo(effects.clock().instant().plus(Duration.ofHours(2)));
                    return sent;
                })
                .toList();
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}

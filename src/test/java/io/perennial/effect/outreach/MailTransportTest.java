package io.perennial.effect.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.effect.outreach.Transport.Delivery;
import io.perennial.effect.outreach.Transport.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Tests the transport with a minimal mail server on loopback. */
class MailTransportTest {

    private static final String HANGS = "HANGS";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private volatile String greeting = "220 mail";
    private ServerSocket server;

    @BeforeEach
    void startServer() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread listener = new Thread(this::serve);
        listener.setDaemon(true);
        listener.start();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                answer(client);
            } catch (IOException over) {
                received.add("-- " + over.getMessage());
            }
        }
    }

    private void answer(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(client.getOutputStream(), true, StandardCharsets.US_ASCII);
        if (!greeting.equals(HANGS)) {
            out.print(greeting + "\r\n");
        }
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            received.add(line);
            if (data && !line.equals(".")) {
                continue;
            }
            data = line.equals("DATA");
            out.print(data ? "354 go on\r\n" : line.equals("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
        }
    }

    @Test
    void sendsAMailWithKeyAndAttempt() throws Exception {
        transport("{customerId}@customers.test").deliver(delivery(null));

        assertThat(received)
                .contains(
                        "RCPT TO:<4711@customers.test>",
                        "Subject: Welcome back",
                        "Idempotency-Key: k-1",
                        "Perennial-Attempt: 2",
                        "Come and see");
    }

    @Test
    void addressWithPhoneNeedsAPhone() throws Exception {
        MailTransport transport = transport("{phone}@sms.test");

        assertThatThrownBy(() -> transport.deliver(delivery(null))).isInstanceOf(IllegalStateException.class);
        transport.deliver(delivery("13800000000"));

        assertThat(received).contains("RCPT TO:<13800000000@sms.test>");
    }

    @Test
    void refusingOrHangingServerIsAFailure() {
        greeting = "554 no";
        MailTransport transport = transport("{customerId}@customers.test");
        assertThatThrownBy(() -> transport.deliver(delivery(null))).isInstanceOf(MailException.class);
        greeting = HANGS;
        assertThatThrownBy(() -> transport.deliver(delivery(null))).isInstanceOf(MailException.class);
    }

    private MailTransport transport(String to) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(server.getLocalPort());
        sender.getJavaMailProperties().setProperty("mail.smtp.connectiontimeout", "1000");
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "500");
        return new MailTransport(
                sender,
                new OutreachTerms(
                        2, 5, null, null, 1, 1, 1, ".", "zh", null, new OutreachTerms.Mail("care@shop.test", to)));
    }

    private static Delivery delivery(String phone) {
        return new Delivery(
                "k-1",
                "4711",
                phone,
                "recall-plain",
                Purpose.MARKETING,
                2,
                new Text("en", "Welcome back", "Come and see"));
    }
}

package io.perennial.effect.outreach;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.clock.BusinessClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Posts messages as JSON to a webhook. {@code Idempotency-Key} is the same at every attempt; {@code Perennial-Signature} is
 * {@code t=<seconds>,v1=<hex>}, the HMAC-SHA256 of {@code <seconds>.<body>} under the shared secret. Any status other than
 * 2xx, or no response within the timeout, is a failure.
 */
@Component
@ConditionalOnProperty(name = "perennial.outreach.transport", havingValue = "webhook")
class WebhookTransport implements Transport {

    private static final String ALGORITHM = "HmacSHA256";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final SecretKeySpec secret;
    private final long timeoutMillis;
    private final BusinessClock clock;
    private final HttpClient http;

    WebhookTransport(OutreachTerms terms, BusinessClock clock) {
        OutreachTerms.Webhook webhook = terms.webhook();
        if (isBlank(webhook.url()) || isBlank(webhook.secret())) {
            throw new IllegalArgumentException(
                    "The webhook transport needs perennial.outreach.webhook.url and perennial.outreach.webhook.secret");
        }
        this.url = URI.create(webhook.url());
        this.secret = new SecretKeySpec(webhook.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.timeoutMillis = webhook.timeout().toMillis();
        this.clock = clock;
        this.http = HttpClient.newBuilder().connectTimeout(webhook.timeout()).build();
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    @Override
    public void deliver(Delivery delivery) throws Exception {
        String body = JSON.writeValueAsString(body(delivery));
        long seconds = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", delivery.key())
                .header("Perennial-Attempt", Integer.toString(delivery.attempt()))
                .header("Perennial-Signature", "t=" + seconds + ",v1=" + signature(seconds + "." + body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(timeoutMillis, TimeUnit.MILLISECONDS).statusCode();
            if (status / 100 != 2) {
                throw new IOException("The webhook answered " + status);
            }
        } finally {
            answer.cancel(true);
        }
    }

    private static Map<String, Object> body(Delivery delivery) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("key", delivery.key());
        body.put("customerId", delivery.customerId());
        body.put("template", delivery.template());
        body.put("purpose", delivery.purpose());
        body.put("locale", delivery.text().locale());
        body.put("subject", delivery.text().subject());
        body.put("text", delivery.text().body());
        return body;
    }

    private String signature(String signed) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(secret);
        return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}

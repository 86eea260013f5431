package io.perennial.platform.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Values that often break programs. */
final class MaliciousInputs {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "4711",
            "${tripwire.call()}",
            "#{tripwire.call()}",
            "' or '1'='1",
            "<script>alert(1)</script>",
            "a\r\nSet-Cookie: b=c",
            "\u0000",
            "\u202Eabc",
            "\uD83D\uDE00",
            "\uFFFE",
            "../../etc/passwd",
            "null",
            "NaN",
            "-1",
            "99999999999999999999",
            "2026-02-30",
            "2030-01-01T00:00:00+08:00",
            "+999999999-12-31T23:59:59Z",
            "PT-99999999999999S",
            "activation",
            "churn-risk",
            "x".repeat(300),
            "\u7528\u6237".repeat(2000));

    private static final List<String> JSON = List.of(
            "",
            "null",
            "[]",
            "[null]",
            "{",
            "\"x\"",
            "1e999",
            "{\"a\":}",
            "[{\"eventId\":{},\"type\":[],\"customerId\":1}]",
            "{\"now\":{},\"advance\":[1]}",
            "{\"count\":1e400,\"amount\":-0.001}",
            "{\"count\":9223372036854775808,\"amount\":1e-400}",
            "{\"from\":1e9,\"to\":null,\"share\":1e309}",
            "{\"redemptionId\":\"a\",\"redemptionId\":\"b\"}",
            "\uFEFF{}",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");

    private MaliciousInputs() {}

    static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** A value without slashes. */
    static String segment(Random random) {
        String text;
        do {
            text = text(random);
        } while (text.isBlank() || text.startsWith(".."));
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static JsonNode number(Random random) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(8)) {
            case 0 -> json.numberNode(-1);
            case 1 -> json.numberNode(Long.MAX_VALUE);
            case 2 -> json.numberNode(new BigDecimal("0.005"));
            case 3 -> json.numberNode(new BigDecimal("1e30"));
            case 4 -> json.numberNode(new BigDecimal("99999999999999999999999999"));
            case 5 -> json.textNode(text(random));
            default -> json.numberNode(random.nextInt(100));
        };
    }

    static String json(Random random) {
        return JSON.get(random.nextInt(JSON.size()));
    }
}

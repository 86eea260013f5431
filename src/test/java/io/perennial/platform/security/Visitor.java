package io.perennial.platform.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HTTP client of the running application: anonymous, a user with a password, or a browser with a session. */
final class Visitor {

    /** Longest time for a response. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Map<String, String> headers;

    private Visitor(int port, Map<String, String> headers) {
        this.port = port;
        this.headers = headers;
    }

    static Visitor nobody(int port) {
        return new Visitor(port, Map.of());
    }

    static Visitor user(int port, String user, String password) {
        String pair = user + ":" + password;
        return nobody(port)
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same with an additional header; a header without a value is omitted. */
    Visitor with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        if (value == null) {
            more.remove(header);
        } else {
            more.put(header, value);
        }
        return new Visitor(port, more);
    }

    /** A browser after a login at the login page of Tasklist. */
    Visitor loggedIn(String user, String password) {
        Visitor browser = with("Authorization", null);
        browser = browser.keeping(browser.send("GET", "/camunda/app/tasklist/default/", null));
        HttpResponse<String> login = browser.with("Content-Type", "application/x-www-form-urlencoded")
                .send(
                        "POST",
                        "/camunda/api/admin/auth/user/default/login/tasklist",
                        "username=" + user + "&password=" + password);
        if (login.statusCode() != 200) {
            throw new AssertionError("Not logged in: " + login.statusCode() + " " + login.body());
        }
        browser = browser.keeping(login);
        return browser.keeping(browser.send("GET", "/camunda/app/tasklist/default/", null));
    }

    /** Adds the cookies of the response, including the CSRF token. */
    Visitor keeping(HttpResponse<String> answer) {
        Map<String, String> cookies = new LinkedHashMap<>();
        List<String> pairs = new ArrayList<>();
        if (headers.containsKey("Cookie")) {
            pairs.addAll(List.of(headers.get("Cookie").split("; ")));
        }
        answer.headers().allValues("Set-Cookie").forEach(cookie -> pairs.add(cookie.split(";")[0]));
        for (String pair : pairs) {
            cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        List<String> kept = new ArrayList<>();
        cookies.forEach((name, value) -> kept.add(name + "=" + value));
        return with("Cookie", String.join("; ", kept)).with("X-XSRF-TOKEN", cookies.get("XSRF-TOKEN"));
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return parse(answer.body());
    }

    static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("Not JSON: " + body, e);
        }
    }

    /** Sends a request; the body is JSON unless a header sets another type. */
    HttpResponse<String> send(String method, String path, String body) {
        return send(method, URI.create("http://localhost:" + port + path), body);
    }

    HttpResponse<String> send(String method, URI uri, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + uri + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Login at an identity provider instead of the engine's login page. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "perennial.models=src/test/resources/engine-models",
            "perennial.single-sign-on=true",
            TestApplication.NO_DEMO,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "spring.security.oauth2.client.registration.keycloak.client-id=perennial-web",
            "spring.security.oauth2.client.registration.keycloak.client-secret=of-the-test",
            "spring.security.oauth2.client.registration.keycloak.scope=openid",
            "spring.security.oauth2.client.provider.keycloak.user-name-attribute=preferred_username",
            "spring.security.oauth2.resourceserver.jwt.audiences=perennial"
        })
@TestDatabases.OnH2
class SingleSignOnTest {

    private static final String TASKLIST = "/camunda/app/tasklist/default/";
    private static final String FILTERS = "/camunda/api/engine/engine/default/filter?maxResults=50";
    private static final IdentityProvider PROVIDER = IdentityProvider.start();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        properties.add("spring.security.oauth2.client.provider.keycloak.issuer-uri", PROVIDER::issuer);
        properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", PROVIDER::issuer);
    }

    @Test
    void providerLoginOpensTasklistWithTheProvidersGroups() {
        Visitor olga = throughTheProvider("olga");
        JsonNode known = olga.json("/camunda/api/admin/auth/user/default");
        assertThat(known.get("userId").asText()).isEqualTo("olga");
        assertThat(known.get("authorizedApps"))
                .extracting(JsonNode::asText)
                .contains("welcome", "tasklist")
                .doesNotContain("admin", "cockpit");
        assertThat(olga.json(FILTERS))
                .extracting(filter -> filter.get("name").asText())
                .anyMatch(name -> name.startsWith("Operations' tasks"))
                .noneMatch(name -> name.startsWith("Risk's tasks"));
    }

    @Test
    void groupsAreKeptOverRepeatedVisits() {
        Visitor olga = throughTheProvider("olga");
        for (int visit = 0; visit < 5; visit++) {
            assertThat(olga.get(TASKLIST).statusCode()).isEqualTo(200);
            assertThat(olga.json(FILTERS)).isNotEmpty();
            assertThat(olga.json("/camunda/api/admin/auth/user/default").get("authorizedApps"))
                    .extracting(JsonNode::asText)
                    .contains("tasklist");
        }
    }

    @Test
    void sessionGivesApiAccessOfItsGroups() {
        Visitor olga = throughTheProvider("olga");
        assertThat(olga.get("/api/v1/customers/nobody").statusCode()).isEqualTo(404);
        assertThat(olga.get("/api/v1/audit").statusCode()).isEqualTo(403);
        assertThat(olga.json("/engine-rest/filter?maxResults=50")).isNotEmpty();
        String budget = "{\"count\":10,\"amount\":500}";
        assertThat(olga.send("PUT", "/api/v1/offers/festival-gift/budget", budget)
                        .statusCode())
                .isEqualTo(200);
        assertThat(olga.with("Sec-Fetch-Site", "cross-site")
                        .send("PUT", "/api/v1/offers/festival-gift/budget", budget)
                        .statusCode())
                .isEqualTo(403);
        assertThat(olga.with("Origin", "https://evil.example")
                        .send("PUT", "/api/v1/offers/festival-gift/budget", budget)
                        .statusCode())
                .isEqualTo(403);
        assertThat(Visitor.user(port, "admin", TestApplication.PASSWORD)
                        .json("/api/v1/audit?action=API_PUT")
                        .get(0)
                        .get("actor")
                        .asText())
                .isEqualTo("olga");
    }

    @Test
    void userWithoutKnownGroupSeesNothing() {
        Visitor nemo = throughTheProvider("nemo");
        assertThat(nemo.json("/camunda/api/admin/auth/user/default").get("authorizedApps"))
                .extracting(JsonNode::asText)
                .containsExactly("welcome");
        assertThat(nemo.json(FILTERS)).isEmpty();
        assertThat(nemo.json("/camunda/api/engine/engine/default/task?maxResults=10"))
                .isEmpty();
        assertThat(nemo.get("/api/v1/customers/nobody").statusCode()).isEqualTo(403);
    }

    @Test
    void anonymousUserIsRedirectedToTheProvider() {
        for (String path : List.of(TASKLIST, FILTERS, "/camunda/api/admin/auth/user/default")) {
            HttpResponse<String> page = Visitor.nobody(port).get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(302);
            assertThat(page.headers().firstValue("Location"))
                    .hasValueSatisfying(there -> assertThat(there).contains("/oauth2/authorization/keycloak"));
        }
        assertThat(Visitor.nobody(port)
                        .send("POST", "/camunda/api/admin/setup/default/user/create", "{}")
                        .statusCode())
                .isIn(302, 403);
        assertThat(throughTheProvider("olga")
                        .send("POST", "/camunda/api/admin/setup/default/user/create", "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(Visitor.nobody(port).get("/api/v1/customers/nobody").statusCode())
                .isEqualTo(401);
    }

    @Test
    void passwordsAndTokensStillWork() {
        Visitor service = Visitor.user(port, "service", TestApplication.PASSWORD);
        assertThat(service.get("/api/v1/customers/nobody").statusCode()).isEqualTo(404);
        String token = PROVIDER.token("mall", "perennial", "/service");
        assertThat(Visitor.nobody(port)
                        .with("Authorization", "Bearer " + token)
                        .get("/api/v1/customers/nobody")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void unrequestedProviderResponseIsRefused() {
        Visitor stranger = Visitor.nobody(port);
        HttpResponse<String> back = stranger.get("/login/oauth2/code/keycloak?code=olga&state=made-up");
        assertThat(back.statusCode()).isEqualTo(403);
        assertThat(stranger.keeping(back).get(TASKLIST).statusCode()).isEqualTo(302);
    }

    @Test
    void invalidUserNameIsRefused() {
        HttpResponse<String> back = logIn(Visitor.nobody(port), "x%20y%3Cb%3E").answer();
        assertThat(back.statusCode()).isEqualTo(403);
        assertThat(Visitor.parse(back.body()).get("code").asText()).isEqualTo("LOGIN_FAILED");
    }

    private record Arrival(Visitor browser, HttpResponse<String> answer) {}

    private Visitor throughTheProvider(String user) {
        Arrival arrival = logIn(Visitor.nobody(port), user);
        assertThat(arrival.answer().statusCode()).isEqualTo(302);
        assertThat(location(arrival.answer()).getPath()).isEqualTo("/camunda/");
        Visitor browser = arrival.browser().keeping(arrival.answer());
        return browser.keeping(browser.get(TASKLIST));
    }

    private static Arrival logIn(Visitor browser, String user) {
        HttpResponse<String> start = browser.get("/oauth2/authorization/keycloak");
        Visitor waiting = browser.keeping(start);
        HttpResponse<String> agreed = browser.send("GET", URI.create(location(start) + "&as=" + user), null);
        return new Arrival(waiting, waiting.send("GET", location(agreed), null));
    }

    private static URI location(HttpResponse<String> redirect) {
        return URI.create(redirect.headers().firstValue("Location").orElseThrow());
    }
}

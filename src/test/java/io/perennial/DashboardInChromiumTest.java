package io.perennial;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** Dashboard with the demo customers in a real browser; screenshots of every view go to target/screenshots. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND,
            "perennial.demo=true"
        })
@Import(TestApplication.class)
@TestDatabases.OnH2
class DashboardInChromiumTest {

    private static final Path PICTURES = Path.of("target", "screenshots", "dashboard");
    private static final List<String> VIEWS = List.of(
            "today",
            "stages",
            "cohorts",
            "channels",
            "offers",
            "callbacks",
            "journeys/churn-warning",
            "learning",
            "customer/demo-0003");

    private static Browsers browsers;

    @Autowired
    private TestApplication app;

    @LocalServerPort
    private int port;

    private final List<DashboardPage> pages = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void startBrowser() {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        browsers = Browsers.chromium();
    }

    @AfterAll
    static void closeBrowser() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @AfterEach
    void noBrowserErrors() {
        pages.forEach(DashboardPage::close);
        assertThat(pages).allSatisfy(dashboard -> assertThat(dashboard.errors()).isEmpty());
    }

    private DashboardPage open(String user, String locale, ColorScheme theme, int width) {
        DashboardPage dashboard = new DashboardPage(browsers, port, user, locale, theme, width);
        pages.add(dashboard);
        page = dashboard.page();
        return dashboard;
    }

    private void show(String view) {
        pages.get(pages.size() - 1).show(view);
    }

    @ParameterizedTest
    @CsvSource({
        "zh-CN, LIGHT, 1440",
        "zh-CN, DARK, 1440",
        "zh-CN, LIGHT, 390",
        "zh-CN, DARK, 390",
        "en-US, LIGHT, 1440",
        "en-US, DARK, 1440",
        "en-US, LIGHT, 390",
        "en-US, DARK, 390"
    })
    void everyViewIsDrawnFitsAndHasNoSeriousDefect(String locale, ColorScheme theme, int width) {
        DashboardPage dashboard = open("operations", locale, theme, width);
        List<String> defects = new ArrayList<>();
        for (String view : VIEWS) {
            dashboard.show(view);
            dashboard.awaitDrawn();
            dashboard.takePicture(PICTURES, view);
            defects.addAll(dashboard.defects(view));
        }
        assertThat(defects).isEmpty();
    }

    @Test
    void numbersMatchTheApiAndShowDefinitionAndSource() {
        open("analyst", "en-US", ColorScheme.LIGHT, 1440);
        show("today");
        long customers = app.get("/api/v1/insight/today").get("customers").asLong();
        Locator tile = page.locator(".tiles li").filter(new Locator.FilterOptions().setHasText("Customers"));
        assertThat(tile.locator(".number").last()).hasText(Long.toString(customers));

        Locator term = tile.locator(".term").last();
        term.focus();
        assertThat(page.locator("#tooltip")).containsText("Customers who have ever registered");
        page.keyboard().press("Escape");
        assertThat(page.locator("#tooltip")).isHidden();

        show("channels");
        JsonNode channels = app.get("/api/v1/insight/channels");
        assertThat(page.locator("section", new Page.LocatorOptions().setHasText("All channels"))
                        .last()
                        .locator("tbody tr"))
                .hasCount(channels.size());
        String csv = page.locator("a.csv").first().getAttribute("href");
        assertThat(TestApplication.table(app.call("analyst", HttpMethod.GET, csv, null)))
                .startsWith("channel,registrations,");
    }

    @Test
    void everyCardLinksItsSourceAsCsv() {
        open("operations", "en-US", ColorScheme.LIGHT, 1440);
        for (String view : VIEWS) {
            show(view);
            List<String> links = page.locator("a.csv").all().stream()
                    .map(link -> link.getAttribute("href"))
                    .toList();
            assertThat(links)
                    .as(view)
                    .hasSizeGreaterThanOrEqualTo(page.locator("section.card").count());
            assertThat(links).allSatisfy(link -> {
                ResponseEntity<String> source = app.call("operations", HttpMethod.GET, link, null);
                assertThat(TestApplication.table(source)).as(link).matches("(?s)\\w+(,\\w+)+\r\n.*");
            });
        }
    }

    @Test
    void liftIsShownWithIntervalAndSamplesOrNotAtAll() {
        app.jdbc()
                .sql("""
                        insert into lift_day (entered_on, unit, subject, channel, held_out, customers, returned, orders,
                                              orders_squared, margin, margin_squared)
                        values (?, 'OFFER', 'a-sure-gain', 'x', false, 1000, 500, 500, 500, 9000, 90000),
                               (?, 'OFFER', 'a-sure-gain', 'x', true, 1000, 300, 300, 300, 5000, 50000),
                               (?, 'OFFER', 'too-few', 'x', false, 20, 10, 10, 10, 100, 900),
                               (?, 'OFFER', 'too-few', 'x', true, 1, 0, 0, 0, 0, 0)""")
                .params(Collections.nCopies(4, app.now().toString().substring(0, 10)))
                .update();
        open("analyst", "en-US", ColorScheme.LIGHT, 1440);
        show("offers");
        Locator lift = page.locator("section", new Page.LocatorOptions().setHasText("Lift by offer"));
        Locator gain = lift.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("a-sure-gain"));
        assertThat(gain.locator("td").first()).hasText("1,000");
        assertThat(gain.locator("td").nth(2)).hasText("20.0% (15.8% … 24.1%)");
        assertThat(gain.locator("td").last()).hasText("Gain");
        Locator few = lift.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("too-few"));
        assertThat(few.locator("td")).hasText(new String[] {"20", "1", "–", "–", "–", "Not enough data"});
    }

    @Test
    void diagramShowsWhereCustomersAre() {
        open("operations", "en-US", ColorScheme.LIGHT, 1440);
        JsonNode places = app.get("/api/v1/insight/journeys/retention");
        JsonNode journeys = app.get("/api/v1/insight/journeys");
        for (JsonNode journey : journeys) {
            String process = journey.get("process").asText();
            long here = 0;
            for (JsonNode place : app.get("/api/v1/insight/journeys/" + process)) {
                here += place.get("here").asLong();
            }
            assertThat(here)
                    .as("every running instance of %s is at a step", process)
                    .isGreaterThanOrEqualTo(journey.get("running").asLong());
        }
        assertThat(places).isNotEmpty();

        show("journeys/activation");
        JsonNode steps = app.get("/api/v1/insight/journeys/activation");
        long waiting = 0;
        for (JsonNode step : steps) {
            waiting += step.get("here").asLong() > 0 ? 1 : 0;
        }
        assertThat(page.locator(".diagram .here")).hasCount((int) waiting);
    }

    @Test
    void everythingCanBeUsedWithTheKeyboard() {
        open("operations", "en-US", ColorScheme.LIGHT, 1440);
        show("today");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Offers"))
                .focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Offers");
        assertThat(page.locator("main")).isFocused();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("中文"))
                .focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("权益");
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
    }

    @Test
    void customerNamesAreNeverInterpreted() {
        String hostile = "<img src=x onerror=alert(1)>";
        app.send(List.of(TestApplication.event(
                "hostile-1",
                "CUSTOMER_REGISTERED",
                "hostile:1",
                app.now(),
                Map.of("channel", "<script>alert(2)<script>", "name", hostile, "phone", "13812341234"))));
        app.settle();

        open("risk", "en-US", ColorScheme.LIGHT, 1440);
        page.navigate("http://localhost:" + port + "/");
        page.getByLabel("Customer id").fill("hostile:1");
        page.keyboard().press("Enter");
        assertThat(page.getByText(hostile, new Page.GetByTextOptions().setExact(true))
                        .first())
                .isVisible();
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page.locator("nav a")).hasText(new String[] {"Customer"});
        open("analyst", "en-US", ColorScheme.LIGHT, 390);
        show("customer/hostile%3A1");
        assertThat(page.locator("main")).containsText("hostile:1");
        assertThat(page.locator("main")).not().containsText("13812341234");
        assertThat(page.locator("main")).not().containsText(hostile);
        show("channels");
        assertThat(page.getByText("<script>alert(2)<script>").last()).isVisible();
    }

    @Test
    void timelineShowsWhyEffectsWereWithheld() {
        open("customer-service", "en-US", ColorScheme.LIGHT, 1440);
        String customer = app.jdbc()
                .sql("select customer_id from withheld order by seq limit 1")
                .query(String.class)
                .single();
        show("customer/" + customer);
        Locator earlier = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Earlier"));
        while (page.locator("li[data-kind=WITHHELD]").count() == 0 && earlier.isVisible()) {
            earlier.click();
            page.waitForCondition(() -> page.locator("button:disabled").count() == 0);
        }
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Withheld"))
                .click();
        assertThat(page.locator("ol.timeline > li[data-kind=WITHHELD]").first()).containsText("Withheld:");
        assertThat(page.locator("ol.timeline > li[data-kind=EVENT]")).hasCount(0);

        show("customer/nobody-of-that-name");
        assertThat(page.locator("[role=alert]")).hasText("There is no such customer.");
    }
}

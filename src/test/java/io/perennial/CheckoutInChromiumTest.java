package io.perennial;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

/** The checkout page in a real browser, on a phone and on a desktop; pictures are in target/screenshots. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND
        })
@Import(TestApplication.class)
@TestDatabases.OnH2
class CheckoutInChromiumTest {

    private static Browsers browsers;

    @Autowired
    private TestApplication app;

    @LocalServerPort
    private int port;

    private final List<String> complaints = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void open() {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        browsers = Browsers.chromium();
    }

    @AfterAll
    static void close() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @ParameterizedTest(name = "{0} px, {1}")
    @CsvSource({"390, en-US", "390, zh-CN", "1440, en-US", "1440, zh-CN"})
    void newCustomerBuysARefrigeratorInInstallments(int width, String locale) {
        boolean chinese = locale.startsWith("zh");
        try (BrowserContext context = context(width, locale)) {
            open(context);
            assertThat(page.locator(".product")).hasCount(4);
            page.locator("#fridge").click();
            assertThat(page.locator("#price")).hasText("¥10,999.00");
            assertThat(page.locator(".choices label")).hasCount(4);
            assertThat(page.locator(".choices label").last()).containsText(chinese ? "免费安装" : "Free installation");
            assertThat(page.locator("#plan-summary")).containsText("0.00");
            picture("checkout", width, locale);

            page.locator("#apply").click();
            assertThat(page.locator("#status"))
                    .hasText(chinese ? "已通过，订单已生成。" : "Approved. Your order has been placed.");
            assertThat(page.locator("#outcome tbody tr")).hasCount(12);
            picture("approved", width, locale);
            fits(width);

            // 9,001 are left: most of them.
            page.locator("#phone").click();
            assertThat(page.locator("#price")).hasText("¥5,999.00");
            page.locator("#apply").click();
            assertThat(page.locator("#outcome")).isVisible();
            assertThat(page.locator("#status")).hasClass(Pattern.compile("APPROVED"));
            page.locator("#sofa").click();
            assertThat(page.locator("#price")).hasText("¥3,299.00");
            page.locator("#apply").click();
            assertThat(page.locator("#status")).hasClass(Pattern.compile("DECLINED"));
            assertThat(page.locator("#reason")).not().hasText("");
            picture("declined", width, locale);
            fits(width);
        }
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest(name = "{0} px, {1}")
    @CsvSource({"390, zh-CN", "1440, en-US"})
    void reviewIsShownUntilRiskHasDecided(int width, String locale) {
        try (BrowserContext context = context(width, locale)) {
            open(context);
            assertThat(page.locator("#customer")).not().hasText("");
            String customer = page.locator("#customer").textContent();
            app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "C", "limit", 5000));
            page.locator("#jacket").click();
            page.locator("#apply").click();
            assertThat(page.locator("#status")).hasClass(Pattern.compile("IN_REVIEW"));
            assertThat(page.locator("#cancel")).isVisible();
            picture("in-review", width, locale);
            page.locator("#language").click();
            assertThat(page.locator("#status"))
                    .hasText(locale.startsWith("zh") ? "Your application is under review." : "您的申请正在审核中。");

            JsonNode task = app.tasks("risk", customer).get(0);
            app.expect(204, app.complete("risk", task, Map.of("applicationApproved", true)));

            assertThat(page.locator("#status")).hasClass(Pattern.compile("APPROVED"));
            fits(width);
        }
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"service, 200", "admin, 200", "analyst, 403", "risk, 403"})
    void onlyServicesAndAdministratorsSeeThePage(String user, int status) {
        assertThat(app.call(user, HttpMethod.GET, "/mall/demo", null)
                        .getStatusCode()
                        .value())
                .isEqualTo(status);
    }

    private BrowserContext context(int width, String locale) {
        return browsers.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setLocale(locale)
                        .setHttpCredentials("service", TestApplication.PASSWORD));
    }

    private void open(BrowserContext context) {
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.navigate("http://localhost:" + port + "/mall/demo");
        assertThat(page.locator("#customer")).containsText("shopper-");
    }

    private void fits(int width) {
        assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                .as("horizontal overflow")
                .isLessThanOrEqualTo(width);
    }

    private void picture(String step, int width, String locale) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", "mall-%s-%d-%s.png".formatted(step, width, locale))));
    }
}

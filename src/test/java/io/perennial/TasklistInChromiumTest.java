package io.perennial;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

/** Operators in Tasklist, in a real browser; pictures of each step are in target/screenshots. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND
        })
@Import(TestApplication.class)
@TestDatabases.OnH2
class TasklistInChromiumTest {

    private static Browsers browsers;

    @Autowired
    private TestApplication app;

    @LocalServerPort
    private int port;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;
    private String customer;

    @BeforeAll
    static void open() {
        PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
        browsers = Browsers.chromium();
    }

    @AfterAll
    static void close() {
        if (browsers != null) {
            browsers.close();
        }
    }

    @BeforeEach
    void advanceToNextMorning() {
        app.settle();
        Instant next = app.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        app.now(next.plus(2, ChronoUnit.HOURS).toString());
        open("en-US");
    }

    private void open(String locale) {
        if (context != null) {
            context.close();
        }
        context = browsers.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1600, 900)
                        .setLocale(locale)
                        .setTimezoneId("Asia/Shanghai"));
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onResponse(answer -> {
            if (answer.status() >= 500) {
                complaints.add(answer.status() + " " + answer.url());
            }
        });
    }

    @AfterEach
    void browserReportedNoErrors() {
        picture("last-seen");
        context.close();
        context = null;
        assertThat(complaints).isEmpty();
    }

    @Test
    void customerServiceCallsASilentValuableCustomer() {
        aValuableCustomer("wang-xiaoming", 20_000);
        app.logsIn(customer);
        app.days(15);
        assertThat(app.stage(customer)).isEqualTo("CHURN_WARNING");

        logIn("customer-service");
        assertThat(filters())
                .containsText(
                        new String[] {"Due today", "Overdue", "My callbacks", "Hardship", "Customer service's tasks"});
        look("Customer service's tasks");
        assertThat(tasks()).hasCount(1);
        assertThat(tasks()).containsText("Call the customer");
        assertThat(tasks()).containsText("Due");
        assertThat(tasks()).containsText(customer);
        assertThat(tasks()).containsText("High value");
        assertThat(tasks()).containsText("No login");
        picture("callback-1-list");

        openTask();
        assertThat(field("Customer")).hasValue(customer);
        picture("callback-2-task");
        claim();
        assertThat(form()).containsText("High value");
        assertThat(form()).containsText("days with us, from SEARCH");
        assertThat(form()).containsText("warned of churn");
        assertThat(form()).containsText("this is your own service line");
        assertThat(form()).not().containsText(Pattern.compile("\\p{IsHan}"));
        assertThat(field("Why now")).hasValue(Pattern.compile("No login .*"));
        picture("callback-3-claimed");

        click(button("Complete"));
        assertThat(form()).containsText("Field is required.");
        picture("callback-4-without-outcome");
        assertThat(app.tasks("customer-service", customer)).hasSize(1);

        click(form().getByLabel("Will return"));
        assertThat(form()).not().containsText("Field is required.");
        field("Note").fill("在出差，下周回来 😀");
        field("Note").blur();
        picture("callback-5-filled-in");
        click(button("Complete"));
        assertThat(tasks()).hasCount(0);
        picture("callback-6-done");
        assertThat(app.tasks("customer-service", customer)).isEmpty();
        assertThat(app.entries(customer, "CALLBACK_DONE")).singleElement().satisfies(done -> {
            assertThat(done.at("/detail/outcome").asText()).isEqualTo("WILL_RETURN");
            assertThat(done.at("/detail/note").asText()).isEqualTo("在出差，下周回来 😀");
            assertThat(done.at("/detail/userId").asText()).isEqualTo("customer-service");
        });
    }

    @Test
    void riskApprovesALargeRaise() {
        aValuableCustomer("li-na", 150_000);
        logIn("risk");
        assertThat(filters())
                .containsText(new String[] {"Approvals", "Reviews", "Overdue", "My tasks", "Risk's tasks"});
        assertThat(tasks()).hasCount(1);
        assertThat(tasks()).containsText("Approve limit");
        assertThat(tasks()).containsText(customer);
        assertThat(tasks()).containsText("Due");
        openTask();
        assertThat(field("Customer")).hasValue(customer);
        claim();
        assertThat(field("Raise by")).hasValue("30000");
        assertThat(form()).containsText("High value");
        picture("approval-1-claimed");

        click(form().getByLabel("Approve"));
        field("Note").fill("一年没有逾期");
        field("Note").blur();
        picture("approval-2-filled-in");
        click(button("Complete"));
        assertThat(tasks()).hasCount(0);
        picture("approval-3-done");
        app.settle();
        assertThat(app.customer(customer).at("/credit/limit").asInt()).isEqualTo(180_000);
    }

    @Test
    void chineseUsersSeeChinese() {
        aValuableCustomer("zhao-min", 20_000);
        app.logsIn(customer);
        app.days(15);
        open("zh-CN");

        fetchSlowResources();
        assertThat(button("登录")).isVisible();
        picture("chinese-1-login");
        logIn("customer-service", "用户名", "密码", "登录");
        assertThat(filters()).containsText(new String[] {"今日到期", "已逾期", "我的回访", "困难回访", "客服任务"});
        look("客服任务");
        assertThat(tasks()).hasCount(1);
        assertThat(tasks()).containsText("客服回访");
        assertThat(tasks()).containsText("流失预警");
        assertThat(tasks()).containsText("高价值");
        picture("chinese-2-list");
        openTask();
        claim();
        assertThat(form()).containsText("用户概况");
        assertThat(form()).containsText(Pattern.compile("注册 \\d+ 天"));
        assertThat(form()).containsText(Pattern.compile("\\d+ 单，月均消费"));
        assertThat(form()).not().containsText("Customer overview");
        click(button("完成"));
        assertThat(form()).containsText("请填写此项。");
        picture("chinese-3-without-outcome");
        click(form().getByLabel("会回来"));
        click(button("完成"));
        assertThat(tasks()).hasCount(0);
        picture("chinese-4-done");

        page.navigate("http://localhost:" + port + "/camunda/app/welcome/default/");
        assertThat(page.locator("body")).containsText("展开或收起导航");
        picture("chinese-5-start-page");
    }

    @Test
    void strategyChangeNeedsTwoPeople() throws IOException {
        String dmn = Files.readString(Path.of("dmn", "tier-benefits.dmn")).replace("HIGH_VALUE", "POTENTIAL");
        logIn("operations");
        click(page.locator(".start-process-action a"));
        picture("strategy-1-processes");
        click(page.locator(".modal-dialog").getByText("Strategy change").first());
        assertThat(form()).isVisible();
        field("Decision table").fill("tier-benefits");
        field("DMN").fill(dmn);
        field("Reason").fill("Those with potential are worth as much");
        field("Reason").blur();
        picture("strategy-2-proposal");
        click(page.locator(".modal-dialog").getByText("Start", new Locator.GetByTextOptions().setExact(true)));
        look("Approvals");
        assertThat(tasks()).hasCount(1);

        openTask();
        click(page.locator("button.claim"));
        assertThat(page.locator(".notifications")).containsText("a colleague must take the decision");
        picture("strategy-3-own-proposal");

        open("en-US");
        logIn("risk");
        openTask();
        claim();
        assertThat(field("Reason")).hasValue("Those with potential are worth as much");
        assertThat(field("Proposed by")).hasValue("operations");
        picture("strategy-4-claimed");
        assertThat((Boolean) form().evaluate("form => form.scrollWidth <= form.clientWidth"))
                .as("horizontal overflow")
                .isTrue();
        click(form().getByLabel("Reject"));
        click(button("Complete"));
        assertThat(tasks()).hasCount(0);
    }

    @ParameterizedTest
    @CsvSource({
        "en-US, Username, Password, Log in, Complete, Hardship, Hardship callback, Suggested wording, In hardship",
        "zh-CN, 用户名, 密码, 登录, 完成, 困难回访, 困难回访, 建议话术, 有困难"
    })
    void customerServiceRecordsAHardshipCall(
            String locale,
            String name,
            String password,
            String enter,
            String complete,
            String filter,
            String title,
            String words,
            String hardship) {
        customer = "hard-" + locale.toLowerCase(Locale.ROOT);
        app.registers(customer, "SEARCH");
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "B", "limit", 8000));
        for (int bill = 1; bill <= 2; bill++) {
            app.happens(
                    customer,
                    "REPAYMENT_OVERDUE",
                    Map.of(
                            "billId",
                            customer + bill,
                            "amount",
                            100,
                            "dueOn",
                            app.today().minusDays(3).toString()));
        }
        open(locale);
        fetchSlowResources();
        logIn("customer-service", name, password, enter);
        look(filter);
        openTask();
        claim();

        assertThat(form()).containsText(title);
        assertThat(tasks().first()).containsText(title);
        assertThat(tasks().first()).not().containsText(Pattern.compile("到期\\s+(年|个月|天|小时|分钟)"));
        assertThat(form()).containsText(words);
        assertThat(form()).containsText(hardship);
        assertOnlyLanguage(locale);
        picture("hardship-" + locale + "-1-claimed");
        click(form().getByLabel(hardship));
        picture("hardship-" + locale + "-2-filled-in");
        click(button(complete));
        assertThat(tasks()).hasCount(0);
        app.settle();
        assertThat(app.entries(customer, "MESSAGE_QUEUED"))
                .extracting(message -> message.at("/detail/template").asText())
                .contains("repayment-plan");
    }

    @ParameterizedTest
    @CsvSource({
        "en-US, Username, Password, Log in, Complete, Reviews, Review registration, Accept",
        "zh-CN, 用户名, 密码, 登录, 完成, 待审核, 审核注册, 通过"
    })
    void riskReviewsARegistrationOfADoubtfulChannel(
            String locale,
            String name,
            String password,
            String enter,
            String complete,
            String filter,
            String title,
            String accept) {
        customer = "doubt-" + locale.toLowerCase(Locale.ROOT);
        for (int n = 0; n < 30; n++) {
            app.send(List.of(TestApplication.event(
                    customer + n,
                    "CUSTOMER_REGISTERED",
                    "former-" + n + "-" + locale,
                    app.now().minus(40, ChronoUnit.DAYS),
                    Map.of("channel", customer))));
        }
        app.settle();
        app.expect(
                200,
                app.call(
                        "operations",
                        HttpMethod.PUT,
                        "/api/v1/channels/" + customer + "/costs/" + app.today(),
                        Map.of("cost", 100_000, "clicks", 1)));
        app.registers(customer, customer);
        open(locale);
        fetchSlowResources();
        logIn("risk", name, password, enter);
        look(filter);
        openTask();
        claim();

        assertThat(form()).containsText(title);
        assertOnlyLanguage(locale);
        picture("registration-" + locale + "-1-claimed");
        click(button(complete));
        assertThat(form().locator(".fjs-form-field-error").first()).isVisible();
        picture("registration-" + locale + "-2-undecided");
        click(form().getByLabel(accept));
        click(button(complete));
        assertThat(tasks()).hasCount(0);
        app.settle();
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
    }

    /** No text in the other language, and no horizontal overflow. */
    private void assertOnlyLanguage(String locale) {
        if (locale.startsWith("en")) {
            assertThat(form()).not().containsText(Pattern.compile("\\p{IsHan}"));
        } else {
            assertThat(form()).not().containsText(Pattern.compile("[a-z]{3,} [a-z]{2,}"));
        }
        assertThat((Boolean) form().evaluate("form => form.scrollWidth <= form.clientWidth"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "zh-CN"})
    void designerReadsTheVocabulary(String locale) {
        context.close();
        context = browsers.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1300, 900)
                        .setLocale(locale)
                        .setHttpCredentials("designer", TestApplication.PASSWORD));
        page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.navigate("http://localhost:" + port + "/api/v1/models/vocabulary");

        assertThat(page.locator("h1")).containsText("What a model may use 模型可用词汇");
        assertThat(page.locator("body")).containsText("${issueCoupon}");
        assertThat((Boolean) page.evaluate("() => document.body.scrollWidth <= window.innerWidth"))
                .isTrue();
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", "vocabulary-" + locale + ".png")));
    }

    private void aValuableCustomer(String customerId, int limit) {
        customer = customerId;
        Instant now = app.now();
        app.send(List.of(TestApplication.event(
                customer + "-r",
                "CUSTOMER_REGISTERED",
                customer,
                now.minus(500, ChronoUnit.DAYS),
                Map.of("channel", "SEARCH", "name", "王小明"))));
        for (int month = 0; month <= 13; month++) {
            app.send(List.of(TestApplication.event(
                    customer + "-o" + month,
                    "ORDER_PLACED",
                    customer,
                    now.minus(30L * month, ChronoUnit.DAYS),
                    Map.of("orderId", "o" + month, "amount", 9000, "category", "PHONE"))));
        }
        app.settle();
        app.happens(customer, "CREDIT_ASSESSED", Map.of("grade", "A+", "limit", limit));
        assertThat(app.tier(customer)).isEqualTo("HIGH_VALUE");
    }

    /** Fetches slow resources first, so that the page does not time out. */
    private void fetchSlowResources() {
        String base = "http://localhost:" + port + "/camunda/";
        context.request().get(base + "api/tasklist/plugin/tasklistPlugins/static/app/plugin.js");
        page.navigate(base + "app/tasklist/default/");
    }

    private void logIn(String user) {
        fetchSlowResources();
        logIn(user, "Username", "Password", "Log in");
    }

    private void logIn(String user, String name, String password, String enter) {
        page.getByPlaceholder(name).fill(user);
        page.getByPlaceholder(password).fill(TestApplication.PASSWORD);
        click(button(enter));
        assertThat(filters().first()).isVisible();
    }

    private void look(String filter) {
        click(filters().getByText(filter).first());
    }

    private void openTask() {
        click(tasks().locator("h4 a"));
        assertThat(form()).isVisible();
    }

    private void claim() {
        click(page.locator("button.claim"));
        assertThat(page.locator("button[ng-click='unclaim()']")).isVisible();
    }

    /** By script, because some headless Chromiums do not deliver mouse and key events to this application. */
    private static void click(Locator control) {
        control.dispatchEvent("click");
    }

    private Locator form() {
        return page.locator(".fjs-form");
    }

    private Locator filters() {
        return page.locator(".task-filters .task-filter");
    }

    /** The tasks of the test's customer, if it has one: others may have become due meanwhile. */
    private Locator tasks() {
        Locator all = page.locator(".tasks-list li.task");
        return customer == null ? all : all.filter(new Locator.FilterOptions().setHasText(customer));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator field(String label) {
        return page.getByLabel(Pattern.compile("^" + label));
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }
}

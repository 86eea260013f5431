package io.perennial;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dashboard in a window of its own, and what a browser complains of in it. */
public final class DashboardPage implements AutoCloseable {

    private static final double LONGEST_WAIT = 30_000;

    /** The counts in a diagram are hidden for a while after each zoom. */
    private static final String IS_DRAWN = """
            () => [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('canvas'))
              && [...document.querySelectorAll('.diagram')].every(diagram =>
                [...diagram.querySelectorAll('.djs-overlay')].some(overlay => overlay.getClientRects().length > 0))""";

    private static final String WIDER_THAN_THE_WINDOW =
            "() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth";
    private static final String SERIOUS_FAULTS = """
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations
              .filter(fault => ['serious', 'critical'].includes(fault.impact))
              .map(fault => fault.id + ': ' + fault.nodes.map(node => node.html).join(' | ').slice(0, 600))""";

    private final int port;
    private final String look;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** Opens a window of that many pixels' width for that user; nothing is loaded yet. */
    public DashboardPage(Browsers browsers, int port, String user, String locale, ColorScheme theme, int width) {
        this.port = port;
        this.look = "%s-%d-%s".formatted(locale, width, theme.name().toLowerCase());
        context = browsers.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setLocale(locale)
                        .setColorScheme(theme)
                        .setTimezoneId("Asia/Shanghai")
                        .setHttpCredentials(user, TestApplication.PASSWORD));
        context.addInitScript(axe());
        page = context.newPage();
        page.setDefaultTimeout(LONGEST_WAIT);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // bpmn-js says its styles in attributes; the dashboard's own sheet says them instead.
            boolean styleOfBpmnJs = message.text().contains("inline style")
                    && message.location().contains("bpmn-navigated-viewer");
            boolean refused = message.text().contains("status of 40");
            if (message.type().equals("error") && !styleOfBpmnJs && !refused) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        page.onDialog(dialog -> {
            complaints.add("A script spoke: " + dialog.message());
            dialog.dismiss();
        });
    }

    private static String axe() {
        try (InputStream script = DashboardPage.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public Page page() {
        return page;
    }

    /** Goes to a view and waits for its numbers. */
    public void show(String view) {
        page.navigate("http://localhost:" + port + "/#/" + view);
        assertThat(page.locator("nav [aria-current]")).hasAttribute("href", "#/" + view.split("/")[0]);
        assertThat(page.locator("main")).hasAttribute("aria-busy", "false");
    }

    /** Waits for every chart and diagram, and for the counts on the latter. */
    public void awaitDrawn() {
        page.waitForFunction(IS_DRAWN);
    }

    /** The view as it is seen here: language, width and theme. */
    public String name(String view) {
        return view.replace('/', '-') + "-" + look;
    }

    public void takePicture(Path folder, String view) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(name(view) + ".png")));
    }

    /** What hinders people in the view that is shown: an error, a page wider than the window, what axe calls serious. */
    public List<String> faults(String view) {
        List<String> faults = new ArrayList<>();
        if (page.locator("main [role=alert]").count() > 0) {
            faults.add(name(view) + " says: "
                    + page.locator("main [role=alert]").first().textContent());
        }
        if (Boolean.TRUE.equals(page.evaluate(WIDER_THAN_THE_WINDOW))) {
            faults.add(name(view) + " is wider than the window");
        }
        ((List<?>) page.evaluate(SERIOUS_FAULTS)).forEach(fault -> faults.add(name(view) + " " + fault));
        return faults;
    }

    /** What the browser complained of so far. */
    public List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        context.close();
    }
}

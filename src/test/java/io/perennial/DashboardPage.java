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

/** Page object of the dashboard, with the errors that the browser reports. */
public final class DashboardPage implements AutoCloseable {

    private static final double MAX_WAIT = 30_000;

    /** The counts in a diagram are hidden for a while after each zoom. */
    private static final String IS_DRAWN = """
            () => [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('canvas'))
              && [...document.querySelectorAll('.diagram')].every(diagram =>
                [...diagram.querySelectorAll('.djs-overlay')].some(overlay => overlay.getClientRects().length > 0))""";

    private static final String WIDER_THAN_THE_WINDOW =
            "() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth";
    private static final String SERIOUS_VIOLATIONS = """
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations
              .filter(violation => ['serious', 'critical'].includes(violation.impact))
              .map(violation => violation.id + ': ' + violation.nodes.map(node => node.html).join(' | ').slice(0, 600))""";

    private final int port;
    private final String look;
    private final BrowserContext context;
    private final Page page;
    private final List<String> errors = new ArrayList<>();

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
        page.setDefaultTimeout(MAX_WAIT);
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            // bpmn-js sets inline styles, which the policy blocks; the dashboard's own sheet replaces them.
            boolean styleOfBpmnJs = message.text().contains("inline style")
                    && message.location().contains("bpmn-navigated-viewer");
            boolean refused = message.text().contains("status of 40");
            if (message.type().equals("error") && !styleOfBpmnJs && !refused) {
                errors.add(message.text() + " at " + message.location());
            }
        });
        page.onDialog(dialog -> {
            errors.add("A script opened a dialog: " + dialog.message());
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

    /** Opens a view and waits for its numbers. */
    public void show(String view) {
        page.navigate("http://localhost:" + port + "/#/" + view);
        assertThat(page.locator("nav [aria-current]")).hasAttribute("href", "#/" + view.split("/")[0]);
        assertThat(page.locator("main")).hasAttribute("aria-busy", "false");
    }

    /** Waits for every chart and diagram, and for the counts on the latter. */
    public void awaitDrawn() {
        page.waitForFunction(IS_DRAWN);
    }

    /** The name of the view with language, width and theme. */
    public String name(String view) {
        return view.replace('/', '-') + "-" + look;
    }

    public void takePicture(Path folder, String view) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(name(view) + ".png")));
    }

    /** Defects of the view shown: an error message, a page wider than the window, serious accessibility violations. */
    public List<String> defects(String view) {
        List<String> defects = new ArrayList<>();
        if (page.locator("main [role=alert]").count() > 0) {
            defects.add(name(view) + " shows: "
                    + page.locator("main [role=alert]").first().textContent());
        }
        if (Boolean.TRUE.equals(page.evaluate(WIDER_THAN_THE_WINDOW))) {
            defects.add(name(view) + " is wider than the window");
        }
        ((List<?>) page.evaluate(SERIOUS_VIOLATIONS)).forEach(violation -> defects.add(name(view) + " " + violation));
        return defects;
    }

    /** Errors reported by the browser so far. */
    public List<String> errors() {
        return errors;
    }

    @Override
    public void close() {
        context.close();
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decision table, drawn by dmn-js (as in Camunda Modeler) in a real browser; pictures are in target/diagrams. */
class TablesInChromiumTest {

    private static final Path PICTURES = Path.of("target", "diagrams");
    private static final String PAPER = "<html><body><div id=\"paper\" style=\"width: 1900px\"></div></body></html>";
    private static final String DRAW = """
        async xml => {
          if (window.viewer) window.viewer.destroy();
          window.viewer = new DmnJS({ container: '#paper' });
          const result = call => new Promise((done, failed) => call((error, warnings) =>
            error ? failed(error) : done((warnings || []).map(warning => warning.message))));
          const warnings = await result(done => viewer.importXML(xml, done));
          const table = viewer.getViews().find(view => view.type === 'decisionTable');
          const more = await result(done => viewer.open(table, done));
          const count = what => document.querySelectorAll('.tjs-table ' + what).length;
          return { warnings: warnings.concat(more), rows: count('tbody td.rule-index'),
            inputs: count('thead .input-cell'), outputs: count('thead .output-cell') };
        }\
        """;

    private static final List<String> COMPLAINTS = new ArrayList<>();

    private static Browsers browsers;
    private static Page page;

    @BeforeAll
    static void openAPage() throws IOException {
        browsers = Browsers.chromium();
        page = browsers.browser().newPage();
        page.setViewportSize(1920, 900);
        page.setContent(PAPER);
        for (String style : List.of("diagram-js", "dmn-js-shared", "dmn-js-decision-table", "dmn-js-drd")) {
            page.addStyleTag(
                    new Page.AddStyleTagOptions().setContent(WebJar.text("dmn-js", "dist/assets/" + style + ".css")));
        }
        page.addScriptTag(
                new Page.AddScriptTagOptions().setContent(WebJar.text("dmn-js", "dist/dmn-viewer.production.min.js")));
        page.onPageError(COMPLAINTS::add);
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void close() {
        if (browsers != null) {
            browsers.close();
        }
    }

    static List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("dmn"))) {
            return files.filter(file -> file.toString().endsWith(".dmn"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyTableOpensWithoutAWarning(Path table) throws IOException {
        String dmn = Files.readString(table);

        Map<?, ?> drawn = (Map<?, ?>) page.evaluate(DRAW, dmn);
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(PICTURES.resolve(table.getFileName().toString().replace(".dmn", ".dmn.png"))));

        assertThat((List<?>) drawn.get("warnings")).isEmpty();
        assertThat(COMPLAINTS).isEmpty();
        assertThat(drawn.get("rows")).isEqualTo(count(dmn, "<rule "));
        assertThat(drawn.get("inputs")).isEqualTo(count(dmn, "<input "));
        assertThat(drawn.get("outputs")).isEqualTo(count(dmn, "<output "));
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }
}

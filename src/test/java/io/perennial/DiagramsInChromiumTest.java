package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every process, drawn by bpmn-js in a real browser. The pictures are in target/diagrams; {@code -Dperennial.pictures=renew}
 * also replaces those of the designer's guide in src/docs.
 */
class DiagramsInChromiumTest {

    private static final Path PICTURES = Path.of("target", "diagrams");
    private static final Path GUIDE_PICTURES = Path.of("src", "docs");

    private static final String PAPER = """
        <html><head><style>
          html, body, #paper { margin: 0; background: white; width: 100%; height: 100% }
        </style></head><body><div id="paper"></div></body></html>\
        """;
    private static final String DRAW = """
        async xml => {
          if (window.viewer) window.viewer.destroy();
          window.viewer = new BpmnJS({ container: '#paper' });
          const drawn = await viewer.importXML(xml);
          const inner = viewer.get('canvas').viewbox().inner;
          return { warnings: drawn.warnings.map(w => w.message), width: inner.width, height: inner.height };
        }\
        """;
    private static final String FIT = """
        () => {
          const canvas = viewer.get('canvas');
          canvas.resized();
          const inner = canvas.viewbox().inner;
          const size = canvas.getSize();
          canvas.viewbox({ x: inner.x - 30, y: inner.y - 30, width: size.width, height: size.height });
        }\
        """;
    private static final String SVG = "async () => (await viewer.saveSVG()).svg";
    /** Flaws of a diagram: labels that leave their box, or cover other labels, a box or a line. */
    private static final String BLEMISHES = """
        () => {
          const registry = viewer.get('elementRegistry');
          const words = [], boxes = [], lines = [], blemishes = [];
          const paper = document.querySelector('#paper').getBoundingClientRect();
          const view = viewer.get('canvas').viewbox();
          const seen = point => ({ x: paper.left + (point.x - view.x) * view.scale, y: paper.top + (point.y - view.y) * view.scale });
          registry.forEach((element, graphics) => {
            if (element.waypoints) {
              const points = element.waypoints.map(seen);
              points.slice(1).forEach((to, n) => lines.push({ id: element.id, box: {
                left: Math.min(points[n].x, to.x) - 1, right: Math.max(points[n].x, to.x) + 1,
                top: Math.min(points[n].y, to.y) - 1, bottom: Math.max(points[n].y, to.y) + 1 } }));
            }
            if (element.waypoints || !element.parent) return;
            const isSub = element.type === 'bpmn:SubProcess';
            const text = graphics.querySelector(':scope > .djs-visual > text');
            const frame = graphics.querySelector('.djs-visual').getBoundingClientRect();
            if (element.type !== 'label' && !isSub) boxes.push({ id: element.id, box: frame });
            if (text) words.push({ id: element.id, box: text.getBoundingClientRect(), label: element.type === 'label',
              frame: element.type === 'label' ? null : graphics.querySelector('.djs-visual > rect').getBoundingClientRect() });
          });
          const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          words.forEach((one, n) => {
            if (one.frame && (one.box.left < one.frame.left || one.box.right > one.frame.right
                || one.box.top < one.frame.top || one.box.bottom > one.frame.bottom))
              blemishes.push(`${one.id}: its name does not fit into its box`);
            if (!one.label) return;
            words.slice(n + 1).filter(other => meet(one.box, other.box))
              .forEach(other => blemishes.push(`${one.id}: lies on the words of ${other.id}`));
            boxes.filter(other => one.id !== other.id + '_label').concat(lines).filter(other => meet(one.box, other.box))
              .forEach(other => blemishes.push(`${one.id}: lies on ${other.id}`));
          });
          return blemishes;
        }\
        """;

    private static Browsers browsers;
    private static Page page;

    @BeforeAll
    static void openAPage() throws IOException {
        browsers = Browsers.chromium();
        page = browsers.browser().newPage();
        page.setContent(PAPER);
        page.addStyleTag(
                new Page.AddStyleTagOptions().setContent(WebJar.text("bpmn-js", "dist/assets/diagram-js.css")));
        page.addScriptTag(new Page.AddScriptTagOptions()
                .setContent(WebJar.text("bpmn-js", "dist/bpmn-viewer.production.min.js")));
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void close() {
        if (browsers != null) {
            browsers.close();
        }
    }

    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("bpmn"))) {
            return files.filter(file -> file.toString().endsWith(".bpmn"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyDiagramIsDrawnWithoutFlaws(Path model) throws IOException {
        Map<?, ?> drawn = draw(model);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name(model) + ".png")));

        assertThat((List<?>) drawn.get("warnings")).isEmpty();
        assertThat((List<?>) page.evaluate(BLEMISHES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"churn-warning", "recall"})
    void picturesInTheDocumentsAreOfTheCurrentModels(String process) throws IOException {
        Path model = Path.of("bpmn", process + ".bpmn");
        Path picture = GUIDE_PICTURES.resolve(process + ".svg");
        if ("renew".equals(System.getProperty("perennial.pictures"))) {
            draw(model);
            String svg = (String) page.evaluate(SVG);
            Files.createDirectories(GUIDE_PICTURES);
            Files.writeString(
                    picture,
                    svg.replaceFirst("<svg ", "<!-- " + drawnFrom(model) + " -->\n<svg style=\"background: white\" ")
                            + "\n");
        }

        assertThat(Files.readString(picture))
                .as("%s is the picture of %s; otherwise run this test with -Dperennial.pictures=renew", picture, model)
                .contains(drawnFrom(model));
    }

    private static Map<?, ?> draw(Path model) throws IOException {
        Map<?, ?> drawn = (Map<?, ?>) page.evaluate(DRAW, Files.readString(model));
        page.setViewportSize(pixels(drawn.get("width")), pixels(drawn.get("height")));
        page.evaluate(FIT);
        return drawn;
    }

    private static int pixels(Object length) {
        return (int) Math.ceil(((Number) length).doubleValue()) + 60;
    }

    private static String drawnFrom(Path model) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(model));
            return "bpmn/" + model.getFileName() + " sha256 " + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String name(Path model) {
        return model.getFileName().toString().replace(".bpmn", "");
    }
}

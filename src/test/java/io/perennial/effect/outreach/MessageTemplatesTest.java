package io.perennial.effect.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.outreach.Transport.Text;
import io.perennial.platform.api.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTemplatesTest {

    private static final Pattern INPUT = Pattern.compile("name=\"template\">([^<]+)<");
    private static final Pattern OUTPUT = Pattern.compile("<output [^>]*name=\"(\\w+)\"");
    private static final Pattern RULE = Pattern.compile("<rule .*?</rule>", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("<outputEntry[^>]*>\\s*<text>(.*?)</text>", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void fillsPlaceholdersAndFallsBackToTheDefaultLocale() throws IOException {
        Files.createDirectories(folder.resolve("zh"));
        Files.createDirectories(folder.resolve("en"));
        Files.writeString(folder.resolve("zh/hello.txt"), "你好\n\n{name|用户}，{points} 分\n");
        Files.writeString(folder.resolve("en/hello.txt"), "Hello\n\n{name|customer}: {points}\n");
        MessageTemplates templates = templates();

        assertThat(templates.render("hello", "en-US", Map.of("name", "Ann {points}", "points", "7")))
                .contains(new Text("en", "Hello", "Ann {points}: 7"));
        assertThat(templates.render("hello", "fr", Map.of("points", "7"))).contains(new Text("zh", "你好", "用户，7 分"));
        assertThat(templates
                        .render("hello", null, Map.of("points", "7"))
                        .orElseThrow()
                        .locale())
                .isEqualTo("zh");
        assertThat(templates.render("../zh/hello", "zh", Map.of())).isEmpty();
        assertThat(templates.render("no-such", "zh", Map.of())).isEmpty();
        assertThatThrownBy(() -> templates.render("hello", "en", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{points}");
        Files.writeString(folder.resolve("en/hello.txt"), "Edited");
        assertThat(templates.render("hello", "en", Map.of())).contains(new Text("en", "Edited", ""));
    }

    private MessageTemplates templates() {
        return new MessageTemplates(new OutreachTerms(2, 5, null, null, 1, 1, 1, folder.toString(), "zh", null, null));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void previewShowsTheCustomersTextWithoutTheName(EffectTestContext effects) {
        MessageController controller = effects.get(MessageController.class);
        String customer = effects.customer();
        effects.sql()
                .sql("update customer set name = 'Ann', locale = 'en' where customer_id = ?")
                .param(customer)
                .update();

        assertThat(controller.preview("churn-message", null, customer)).satisfies(preview -> {
            assertThat(preview.locale()).isEqualTo("en");
            assertThat(preview.text()).startsWith("Dear customer,").contains("0 points");
        });
        assertThat(controller.preview("churn-message", null, null).locale()).isEqualTo("zh");
        assertCode("UNKNOWN_TEMPLATE", () -> controller.preview("no-such", "en", null));
        assertCode("UNKNOWN_CUSTOMER", () -> controller.preview("churn-message", "en", "nobody"));
    }

    private static void assertCode(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void everyTemplateOfAJourneyExistsInBothLocales() throws IOException {
        Set<String> named = new TreeSet<>();
        Set<String> outputs = new TreeSet<>();
        for (Path model : files("bpmn", ".bpmn")) {
            Matcher input = INPUT.matcher(Files.readString(model));
            while (input.find()) {
                String value = input.group(1);
                if (value.startsWith("${")) {
                    outputs.add(value.substring(2, value.length() - 1));
                } else {
                    named.add(value);
                }
            }
        }
        for (Path table : files("dmn", ".dmn")) {
            collect(Files.readString(table), outputs, named);
        }

        assertThat(named).contains("repayment-plan", "guide-welcome", "recall-points");
        for (String locale : List.of("zh", "en")) {
            assertThat(named)
                    .allSatisfy(template -> assertThat(Path.of("config/messages", locale, template + ".txt"))
                            .exists());
        }
    }

    private static void collect(String table, Set<String> wanted, Set<String> named) {
        List<String> columns =
                OUTPUT.matcher(table).results().map(found -> found.group(1)).toList();
        RULE.matcher(table).results().forEach(rule -> {
            List<String> entries = ENTRY.matcher(rule.group())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            for (int i = 0; i < Math.min(columns.size(), entries.size()); i++) {
                String value = entries.get(i).replaceAll("&quot;|\"", "").strip();
                if (wanted.contains(columns.get(i)) && !value.isEmpty() && !value.equals("none")) {
                    named.add(value);
                }
            }
        });
    }

    private static List<Path> files(String folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}

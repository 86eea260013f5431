package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of the pages, {@code en.json} and {@code zh.json}, and the scripts that show them. */
class PageTextsTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final Path STATIC = RESOURCES.resolve("static");
    private static final Path CAMUNDA_APPS = RESOURCES.resolve("META-INF/resources/webjars/camunda/app");
    private static final int LONGEST_LINE = 120;
    private static final String LABELS = "labels.";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    /** A call of t: its argument is a literal, or a template that starts with a group of keys. */
    private static final Pattern ANY_USE = Pattern.compile("(?<![\\w.$])t\\(");

    private static final Pattern KEY_IN_SCRIPT = Pattern.compile("(?<![\\w.$])t\\(\\s*\"([\\w.-]+)\"");
    private static final Pattern CHOICE_IN_SCRIPT =
            Pattern.compile("(?<![\\w.$])t\\(\\s*\\w+ \\? \"([\\w.-]+)\" : \"([\\w.-]+)\"");
    private static final Pattern GROUP_IN_SCRIPT = Pattern.compile("(?<![\\w.$])t\\(\\s*`([\\w.-]+\\.)\\$\\{");
    private static final Pattern KEY_IN_PAGE = Pattern.compile("data-text=\"([\\w.-]+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "mall/demo"})
    void bothLanguagesHaveTheSameKeysAndPlaceholders(String page) {
        Map<String, String> english = texts(page, "en");
        Map<String, String> chinese = texts(page, "zh");

        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        english.forEach((key, text) -> {
            assertThat(text).as(key).isNotBlank();
            assertThat(placeholders(chinese.get(key))).as(key).isEqualTo(placeholders(text));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "mall/demo"})
    void everyTextIsUsedAndEveryUsedTextExists(String page) {
        String sources = sourcesOf(page);
        Set<String> keys = texts(page, "en").keySet();
        Set<String> used = new TreeSet<>();
        Stream.of(KEY_IN_SCRIPT, CHOICE_IN_SCRIPT, KEY_IN_PAGE)
                .flatMap(pattern -> pattern.matcher(sources).results())
                .forEach(use -> groups(use).forEach(used::add));
        Set<String> usedGroups = GROUP_IN_SCRIPT
                .matcher(sources)
                .results()
                .map(use -> use.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(keys).containsAll(used);
        assertThat(usedGroups).allSatisfy(group -> assertThat(keys).anyMatch(key -> key.startsWith(group)));
        assertThat(keys)
                .filteredOn(key -> !key.startsWith(LABELS))
                .filteredOn(key -> usedGroups.stream().noneMatch(key::startsWith))
                .isSubsetOf(used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "mall/demo"})
    void keysAreLiteralsOrTemplates(String page) {
        String scripts = text(files(STATIC.resolve(page), ".js"));
        long checked = Stream.of(KEY_IN_SCRIPT, CHOICE_IN_SCRIPT, GROUP_IN_SCRIPT)
                .mapToLong(pattern -> pattern.matcher(scripts).results().count())
                .sum();

        assertThat(ANY_USE.matcher(scripts).results().count()).isEqualTo(checked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "mall/demo"})
    void everyLabelNamesACodeOfTheApi(String page) {
        String sources = text(Stream.of(Path.of("src", "main", "java"), Path.of("bpmn"), Path.of("dmn"))
                .flatMap(folder -> files(folder, ".java", ".bpmn", ".dmn")));
        Set<String> words = Pattern.compile("[\\w-]+")
                .matcher(sources)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(texts(page, "en").keySet())
                .filteredOn(key -> key.startsWith(LABELS))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(words).contains(key.substring(LABELS.length())));
    }

    @Test
    void linesAreShort() {
        List<String> tooLong = Stream.of(STATIC, CAMUNDA_APPS)
                .flatMap(folder -> files(folder, ".js", ".css", ".html"))
                .flatMap(file -> read(file)
                        .lines()
                        .filter(line -> line.length() > LONGEST_LINE)
                        .map(line -> file + ": " + line))
                .toList();

        assertThat(tooLong).isEmpty();
    }

    private static String sourcesOf(String page) {
        Stream<Path> own = files(STATIC.resolve(page), ".js", ".html");
        return text(page.equals("dashboard") ? Stream.concat(own, Stream.of(STATIC.resolve("index.html"))) : own);
    }

    private static Stream<String> groups(MatchResult use) {
        return Stream.iterate(1, number -> number <= use.groupCount(), number -> number + 1)
                .map(use::group);
    }

    private static List<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
    }

    private static Map<String, String> texts(String page, String language) {
        Map<String, String> texts = new TreeMap<>();
        try {
            JsonNode file = new ObjectMapper()
                    .readTree(STATIC.resolve(page).resolve(language + ".json").toFile());
            file.properties()
                    .forEach(group -> group.getValue()
                            .properties()
                            .forEach(text -> texts.put(
                                    group.getKey() + "." + text.getKey(),
                                    text.getValue().textValue())));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return texts;
    }

    private static Stream<Path> files(Path folder, String... endings) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Stream<Path> files) {
        return files.map(PageTextsTest::read).collect(Collectors.joining("\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

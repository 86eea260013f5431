package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Texts and code use the words of the field: metaphors and archaic words are refused. */
class GlossaryTest {

    /** Checked with everything in them. */
    private static final List<Path> PLACES = List.of(
            Path.of("src/main/java"),
            Path.of("src/test/java"),
            Path.of("src/main/resources/static"),
            Path.of("src/main/resources/insight"),
            Path.of("src/main/resources/META-INF/resources/webjars/camunda/app/tasklist/scripts"),
            Path.of("src/main/resources/META-INF/resources/webjars/camunda/app/tasklist/styles"),
            Path.of("src/main/resources/META-INF/resources/webjars/camunda/app/welcome/scripts"),
            Path.of("bpmn"),
            Path.of("dmn"),
            Path.of("config"),
            Path.of("src/docs"),
            Path.of("src/fork"),
            Path.of(".github"),
            Path.of(".ci"),
            Path.of(".camunda"),
            Path.of("README.md"),
            Path.of("README.zh-CN.md"),
            Path.of("compose.yaml"),
            Path.of("pom.xml"));

    /** Pictures of models are checked as models. */
    private static final Set<String> TEXT_FILES =
            Set.of("js", "css", "html", "json", "yaml", "yml", "java", "md", "bpmn", "dmn", "form", "xml", "run");

    /** Names in configuration, in the API and in stored data, which stay. */
    private static final Pattern KEPT_NAMES = Pattern.compile(String.join(
            "|",
            "\\b(?:holdout_kin|kin_id)\\b",
            "\\breckoned_at\\b",
            "\"reckonedAt\"",
            "\\bforesight\\b(?= |\"|\\()",
            "\"house\"",
            "\\b(?:Flow_To|EndEvent_)GivenUp",
            "\\bEndEvent_SettledAnew",
            "\\bforesight_quality\\b",
            "\\bdisableWelcomeMessage\\b",
            "\\bperennial\\.foresight\\b",
            "`foresight`",
            "^  foresight:",
            "\\bperennial\\.login\\.remembered\\b",
            "^    remembered:",
            "> Hello, .*"));

    /** Each as a regular expression for whole words; names such as {@code toldAgain} and {@code TOLD_AGAIN} are several words. */
    private static final List<String> REFUSED_WORDS = List.of(
            "houses?",
            "doors?",
            "foretells?",
            "foretold",
            "tells?",
            "told",
            "retold",
            "untold",
            "says?",
            "said",
            "saying",
            "spoken?",
            "speaks?",
            "heard",
            "unheard",
            "whoever",
            "whomever",
            "whosoever",
            "whichever",
            "anew",
            "reckons?",
            "reckoned",
            "reckoning",
            "mends?",
            "mended",
            "mending",
            "lest",
            "nought",
            "became of",
            "comes of",
            "came of",
            "stands? open",
            "given up",
            "gives? up",
            "lanes?",
            "aftermaths?",
            "foresight",
            "sightings?",
            "belongings",
            "upkeep",
            "kin",
            "knocks?",
            "amiss",
            "hitherto",
            "thereof",
            "wherever",
            "seldom",
            "maybe",
            "furnish(?:es|ed)?",
            "tidy",
            "tidies",
            "asunder",
            "begun",
            "forgets?",
            "forgot(?:ten)?",
            "remembers?",
            "remembered",
            "for good",
            "fell so",
            "brought home",
            "makes? out",
            "stood",
            "stands");

    private static final Pattern REFUSED =
            Pattern.compile("\\b(?:" + String.join("|", REFUSED_WORDS) + ")\\b", Pattern.CASE_INSENSITIVE);

    @TestFactory
    Stream<DynamicTest> plainWords() {
        return PLACES.stream()
                .map(place -> DynamicTest.dynamicTest(place.toString(), () -> {
                    List<Path> files = textFiles(place);
                    assertThat(files).isNotEmpty();
                    assertThat(files.stream().flatMap(GlossaryTest::refusedLines))
                            .isEmpty();
                }));
    }

    private static List<Path> textFiles(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> TEXT_FILES.contains(ending(file)))
                    .filter(file -> !file.endsWith("GlossaryTest.java"))
                    .toList();
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String words(String line) {
        return KEPT_NAMES
                .matcher(line)
                .replaceAll("")
                .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                .replace('_', ' ');
    }

    private static Stream<String> refusedLines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return IntStream.range(0, lines.size())
                    .filter(line -> REFUSED.matcher(words(lines.get(line))).find())
                    .mapToObj(line -> "%s:%d: %s"
                            .formatted(file, line + 1, lines.get(line).strip()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

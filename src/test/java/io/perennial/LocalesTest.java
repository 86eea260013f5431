package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Chinese texts of Camunda's web applications are complete: each key of the English files is translated. */
class LocalesTest {

    private static final String LOCALE = "/META-INF/resources/webjars/camunda/app/%s/locales/%s.json";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final List<String> THE_SAME = List.of("APP_VENDOR");

    @ParameterizedTest
    @ValueSource(strings = {"tasklist", "welcome"})
    void everyEnglishTextIsTranslated(String application) throws IOException {
        Map<String, String> english = words(application, "en");
        Map<String, String> chinese = words(application, "zh");

        assertThat(english).hasSizeGreaterThan(100);
        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        english.forEach((key, words) -> {
            assertThat(placeholders(chinese.get(key))).as(key).isEqualTo(placeholders(words));
            boolean hasLetters = words.matches(".*[a-zA-Z]{2}.*")
                    && key.startsWith("/labels")
                    && THE_SAME.stream().noneMatch(key::endsWith);
            if (hasLetters) {
                assertThat(chinese.get(key)).as(key).containsPattern("\\p{IsHan}");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasklist", "welcome"})
    void browserLanguageIsAvailable(String application) throws IOException {
        try (InputStream config = LocalesTest.class.getResourceAsStream(
                "/META-INF/resources/webjars/camunda/app/%s/scripts/config.js".formatted(application))) {
            assertThat(new String(config.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("availableLocales: [\"en\", \"de\", \"zh\"]");
        }
    }

    private static List<String> placeholders(String words) {
        Matcher placeholder = PLACEHOLDER.matcher(words);
        return placeholder.results().map(found -> found.group(1)).sorted().toList();
    }

    private static Map<String, String> words(String application, String locale) throws IOException {
        try (InputStream file = LocalesTest.class.getResourceAsStream(LOCALE.formatted(application, locale))) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> words = new TreeMap<>();
            collect("", new ObjectMapper().readTree(text.replace("\ufeff", "")), words);
            return words;
        }
    }

    private static void collect(String path, JsonNode node, Map<String, String> words) {
        if (node.isObject()) {
            node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), words));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), words);
            }
        } else {
            words.put(path, node.asText());
        }
    }
}

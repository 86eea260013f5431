package io.perennial.insight;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What each number means, in the words that the dashboard shows: {@code insight/definitions.yaml}. */
@Component
class Definitions {

    private static final String FILE = "/insight/definitions.yaml";

    /** A language's name of a number and what it counts. */
    record Words(String name, String meaning) {}

    /** Both languages, and the tables that the number is counted from. */
    record Definition(Words en, Words zh, String source) {}

    private final Map<String, Definition> byNumber;

    Definitions() {
        Map<String, Map<String, Map<String, String>>> read;
        try (InputStream file = Definitions.class.getResourceAsStream(FILE)) {
            read = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, Definition> all = new LinkedHashMap<>();
        read.forEach((view, numbers) -> numbers.forEach((number, words) -> all.put(
                view + "." + number,
                new Definition(
                        new Words(words.get("name"), words.get("meaning")),
                        new Words(words.get("名称"), words.get("含义")),
                        words.get("source")))));
        this.byNumber = Collections.unmodifiableMap(all);
    }

    /** By view and name, such as {@code channels.costPerRegistration}. */
    Map<String, Definition> all() {
        return byNumber;
    }
}

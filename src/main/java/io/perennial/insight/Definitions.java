package io.perennial.insight;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Definitions of the dashboard's numbers, from {@code insight/definitions.yaml}. */
@Component
class Definitions {

    private static final String FILE = "/insight/definitions.yaml";

    /** The name and the meaning of a number in one language. */
    record Words(String name, String meaning) {}

    /** Texts of a number in both languages, and its source tables. */
    record Definition(Words en, Words zh, String source) {}

    private final Map<String, Definition> byNumber;

    Definitions() {
        Object file;
        try (InputStream stream = Definitions.class.getResourceAsStream(FILE)) {
            file = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, Map<String, Definition>> byView = new ObjectMapper().convertValue(file, new TypeReference<>() {});
        Map<String, Definition> all = new LinkedHashMap<>();
        byView.forEach(
                (view, numbers) -> numbers.forEach((number, definition) -> all.put(view + "." + number, definition)));
        this.byNumber = Collections.unmodifiableMap(all);
    }

    /** All definitions by view and name, such as {@code channels.costPerRegistration}. */
    Map<String, Definition> all() {
        return byNumber;
    }
}

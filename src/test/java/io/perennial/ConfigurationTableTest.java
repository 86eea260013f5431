package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.yaml.snakeyaml.Yaml;

/** The table in src/docs/configuration.md has a row for each property that is read or set, with its default, and no other. */
class ConfigurationTableTest {

    private static final Path TABLE = Path.of("src/docs/configuration.md");
    private static final Path CONFIG = Path.of("config");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(perennial\\.[a-z.-]+)` \\| ([^|]+) \\| [^|].*\\|$", Pattern.MULTILINE);

    /** How Java reads a single property. */
    private static final Pattern READ = Pattern.compile(
            "(?:\\$\\{|@ConditionalOnProperty\\((?:name = )?\"|"
                    + "(?:getProperty|require|requireTrue)\\((?:environment, )?\"|\\.bind\\(\")(perennial\\.[a-z.-]*[a-z])(?::([^}\"]*)})?");

    @Test
    void everyPropertyHasARowAndEveryRowAProperty() throws Exception {
        TreeSet<String> known = new TreeSet<>(read().keySet());
        for (String file : List.of("application.yaml", "application-mysql.yaml", "application-production.yaml")) {
            known.addAll(yaml(file).keySet());
        }
        assertThat(rows().keySet()).containsExactlyElementsOf(known);
    }

    @Test
    void defaultsAreThoseOfTheCode() throws Exception {
        Map<String, String> rows = rows();
        read().forEach((property, value) -> assertDefault(rows, property, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.yaml", "application-mysql.yaml", "application-production.yaml"})
    void defaultsAreThoseOfTheFiles(String file) throws Exception {
        Map<String, String> rows = rows();
        yaml(file).forEach((property, value) -> assertDefault(rows, property, value));
    }

    private static void assertDefault(Map<String, String> rows, String property, String value) {
        if (!value.isEmpty() && !rows.get(property).startsWith("see ")) {
            assertThat(rows.get(property)).as(property).contains("`" + value + "`");
        }
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(TABLE));
        while (row.find()) {
            assertThat(rows.put(row.group(1), row.group(2)))
                    .as("second row of " + row.group(1))
                    .isNull();
        }
        return rows;
    }

    /** Each property that Java reads, with its default there, or an empty text. */
    private static Map<String, String> read() throws Exception {
        Map<String, String> read = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher property = READ.matcher(Files.readString(source));
                while (property.find()) {
                    read.merge(property.group(1), property.group(2) == null ? "" : property.group(2), (one, other) -> {
                        return one.isEmpty() ? other : one;
                    });
                }
            }
        }
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (BeanDefinition bean : scanner.findCandidateComponents("io.perennial")) {
            Class<?> type = Class.forName(bean.getBeanClassName());
            add(type.getAnnotation(ConfigurationProperties.class).value(), type, read);
        }
        return read;
    }

    private static void add(String prefix, Class<?> type, Map<String, String> read) {
        assertThat(type.isRecord()).as(type + " is a record").isTrue();
        Parameter[] parameters = constructor(type).getParameters();
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String name = prefix + "." + kebab(components[i].getName());
            if (components[i].getType().isRecord()) {
                add(name, components[i].getType(), read);
            } else {
                DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
                read.put(name, value == null ? "" : String.join(", ", value.value()));
            }
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> yaml(String file) throws IOException {
        Map<String, String> leaves = new TreeMap<>();
        try (InputStream in = Files.newInputStream(CONFIG.resolve(file))) {
            Map<String, Object> root = new Yaml().load(in);
            flatten("perennial", root.get("perennial"), leaves);
        }
        return leaves;
    }

    private static void flatten(String name, Object value, Map<String, String> leaves) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(name + "." + key, inner, leaves));
        } else if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            list.forEach(item -> texts.add(String.valueOf(item)));
            leaves.put(name, String.join(", ", texts));
        } else if (value != null) {
            leaves.put(name, String.valueOf(value));
        }
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Names in the documents exist, and the documents name each package, model and API call. */
class DocumentsTest {

    private static final Path JAVA = Path.of("src/main/java/io/perennial");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern FILE =
            Pattern.compile("`((?:src|bpmn|dmn|config|\\.ci|\\.github|\\.camunda)/[\\w./-]+\\w)`");
    /** Two humps at least: `CouponService`, not `Tasklist`. */
    private static final Pattern CLASS =
            Pattern.compile("`([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)(?:[.#]\\w+)?(?:\\(…?\\))?`");

    private static final Pattern IMPORT = Pattern.compile("import (?:static )?io\\.perennial\\.([a-z.]+)\\.[A-Z]");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern CALL = Pattern.compile("`(GET|POST|PUT|DELETE) (/[^`?\\s]*)[^`]*`");

    static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("src/docs"));
                Stream<Path> github = Files.walk(Path.of(".github"))) {
            return Stream.of(Stream.of(Path.of("README.md"), Path.of("README.zh-CN.md")), docs, github)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksHaveTargets(Path document) throws IOException {
        for (String link : found(LINK, document)) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
            assertThat(target).as(link).exists();
            if (parts.length > 1) {
                assertThat(anchors(target)).as(link).contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void namedFilesAndClassesExist(Path document) throws IOException {
        for (String file : found(FILE, document)) {
            assertThat(Path.of(file)).exists();
        }
        assertThat(found(CLASS, document)).isSubsetOf(classes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void readmeHasAtMost200Lines(String readme) throws IOException {
        assertThat(Files.readAllLines(Path.of(readme))).hasSizeLessThanOrEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void eachPackageIsInOneRoomOfTheReadme(String readme) throws IOException {
        assertThat(rooms(readme).values().stream().flatMap(room -> room.packages.stream()))
                .containsExactlyInAnyOrderElementsOf(packages());
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void roomDependenciesMatchTheReadme(String readme) throws IOException {
        Map<String, Room> rooms = rooms(readme);
        Map<String, String> roomOf = new TreeMap<>();
        rooms.forEach((name, room) -> room.packages.forEach(inside -> roomOf.put(inside, name)));
        for (Map.Entry<String, Room> room : rooms.entrySet()) {
            Set<String> imported = new TreeSet<>();
            for (String inside : room.getValue().packages) {
                for (Path source : sources(JAVA.resolve(inside))) {
                    found(IMPORT, source).stream()
                            .map(other -> roomOf.get(other.replace('.', '/')))
                            .filter(Objects::nonNull)
                            .forEach(imported::add);
                }
            }
            imported.remove(room.getKey());
            assertThat(room.getValue().dependsOn).as(room.getKey()).isEqualTo(imported);
        }
    }

    @Test
    void eachModelHasARowInTheDesignersGuide() throws IOException {
        Set<String> models = new TreeSet<>();
        for (String folder : List.of("bpmn", "dmn")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith("." + folder))
                        .forEach(name -> models.add(name.substring(0, name.lastIndexOf('.'))));
            }
        }
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src/docs/models.md"))) {
            if (line.startsWith("| `")) {
                listed.addAll(names(line.split("\\|")[1]));
            }
        }
        assertThat(listed).containsAll(models);
    }

    @Test
    void eachCallOfTheApiIsDocumentedAndNoOther() throws Exception {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src/docs/api.md"))) {
            if (line.startsWith("| `")) {
                CALL.matcher(line.split("\\|")[1])
                        .results()
                        .forEach(call -> listed.add(call(call.group(1), call.group(2))));
            }
        }
        assertThat(listed).isEqualTo(calls());
    }

    private static Set<String> calls() throws ClassNotFoundException {
        Set<String> calls = new TreeSet<>();
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        StandardEnvironment simulated = new StandardEnvironment(); // so that the calls of the clock exist
        simulated.getPropertySources().addFirst(new MapPropertySource("clock", Map.of("perennial.clock", "simulated")));
        scanner.setEnvironment(simulated);
        for (BeanDefinition bean : scanner.findCandidateComponents("io.perennial")) {
            if (String.valueOf(bean.getResourceDescription()).contains("test-classes")) {
                continue;
            }
            Class<?> controller = Class.forName(bean.getBeanClassName());
            for (Method method : controller.getDeclaredMethods()) {
                RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (mapping != null) {
                    paths(AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class))
                            .flatMap(base -> paths(mapping).map(base::concat))
                            .filter(path -> path.startsWith("/api/v1/"))
                            .forEach(path ->
                                    calls.add(call(mapping.method()[0].name(), path.substring("/api/v1".length()))));
                }
            }
        }
        return calls;
    }

    private static Stream<String> paths(RequestMapping mapping) {
        return mapping == null || mapping.path().length == 0 ? Stream.of("") : Arrays.stream(mapping.path());
    }

    /** Variables of a path may have any name. */
    private static String call(String method, String path) {
        return method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }

    private record Room(Set<String> packages, Set<String> dependsOn) {}

    /** The rows of the table whose first column is a room, its second the packages in it, its last the rooms it depends on. */
    private static Map<String, Room> rooms(String readme) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(readme));
        Map<String, Room> rooms = new TreeMap<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.contains("`io.perennial`") && line.startsWith("|")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                String room = names(cells[1]).get(0);
                Set<String> packages = names(cells[2]).stream()
                        .map(name -> isPackage(room + "/" + name) ? room + "/" + name : name)
                        .collect(Collectors.toCollection(TreeSet::new));
                if (isPackage(room)) {
                    packages.add(room);
                }
                rooms.put(room, new Room(packages, new TreeSet<>(names(cells[cells.length - 1]))));
            }
        }
        return rooms;
    }

    private static boolean isPackage(String name) {
        return Files.exists(JAVA.resolve(name).resolve("package-info.java"));
    }

    private static Set<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(JAVA)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> JAVA.relativize(file.getParent()).toString())
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Set<String> anchors(Path document) throws IOException {
        return Files.readAllLines(document).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of test classes that only {@code mvn verify} runs. */
class VerifyOnlyTest {

    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void eachLineNamesATestClass() throws IOException {
        List<Path> tests;
        try (Stream<Path> files = Files.walk(TESTS)) {
            tests = files.filter(Files::isRegularFile).map(TESTS::relativize).toList();
        }
        List<String> lines = Files.readAllLines(Path.of("src/test/verify-only.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(lines)
                .isNotEmpty()
                .allMatch(line ->
                        tests.stream().anyMatch(FileSystems.getDefault().getPathMatcher("glob:" + line)::matches));
    }
}

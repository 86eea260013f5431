package io.perennial;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of the last release, the newest tag {@code v*} before this commit; empty without a tag or without git. */
final class LastRelease {

    private static final Optional<String> GIT = git();
    private static final Optional<String> TAG =
            run("describe", "--tags", "--abbrev=0", "--match", "v*").map(String::strip);

    private LastRelease() {}

    static Optional<String> read(String path) {
        return TAG.flatMap(tag -> run("show", tag + ":" + path));
    }

    private static Optional<String> git() {
        String path = System.getenv("PATH");
        return path == null || !Files.exists(Path.of(".git"))
                ? Optional.empty()
                : Stream.of(path.split(File.pathSeparator))
                        .map(folder -> Path.of(folder, "git"))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst();
    }

    private static Optional<String> run(String... arguments) {
        if (GIT.isEmpty()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of(GIT.get()));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException cannotRun) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

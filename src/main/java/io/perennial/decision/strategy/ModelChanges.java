package io.perennial.decision.strategy;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.model.ModelFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Changes of models proposed as files (processes, forms and their tables), deployed together or not at all. */
@Component
class ModelChanges {

    /**
     * A proposed model.
     *
     * @param before the deployed model when it was proposed; null for a new model
     */
    record ModelFile(String file, String before, String content) {}

    private final ModelFiles models;
    private final TableComparison tables;

    ModelChanges(ModelFiles models, TableComparison tables) {
        this.models = models;
        this.tables = tables;
    }

    /**
     * The proposed files with the deployed ones, without those that change nothing.
     *
     * @throws ApiException INVALID, INVALID_MODEL, INVALID_DMN or NO_CHANGE, with what is wrong
     */
    List<ModelFile> propose(Map<String, String> files) {
        models.check(files);
        List<ModelFile> proposed = files.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(file -> new ModelFile(
                        file.getKey(), models.current(file.getKey()).orElse(null), file.getValue()))
                .filter(file -> !changes(file).isEmpty())
                .toList();
        if (proposed.isEmpty()) {
            throw new ApiException(
                    HttpStatus.BAD_REQUEST, "NO_CHANGE", "The models are the same as the deployed ones.");
        }
        return proposed;
    }

    /** The changed cells, file by file. */
    List<ChangedCell> changes(List<ModelFile> files) {
        List<ChangedCell> changes = new ArrayList<>();
        files.forEach(file -> changes.addAll(changes(file)));
        return changes;
    }

    private List<ChangedCell> changes(ModelFile file) {
        return changes(file.file(), file.before(), file.content()).stream()
                .map(cell ->
                        new ChangedCell(file.file(), cell.rule() + " " + cell.column(), cell.before(), cell.after()))
                .toList();
    }

    private List<ChangedCell> changes(String file, String before, String content) {
        return file.endsWith(".dmn")
                ? tables.changes(file.replace(".dmn", ""), before, content)
                : models.changes(file, before, content).stream()
                        .map(change ->
                                new ChangedCell(change.element(), change.what(), change.before(), change.after()))
                        .toList();
    }

    /**
     * The cells that a file would change in the deployed model.
     *
     * @throws ApiException when they cannot be compared
     */
    List<ChangedCell> against(String file, String content) {
        return changes(file, models.current(file).orElse(null), content);
    }

    /** A short name for a list of files. */
    static String name(List<ModelFile> files) {
        String first = files.get(0).file();
        return files.size() == 1 ? first : first + " +" + (files.size() - 1);
    }

    /** Whether the deployed models are still those the files were compared with. */
    boolean arePreviousDeployed(List<ModelFile> files) {
        return files.stream()
                .allMatch(file -> Objects.equals(
                        file.before(), models.current(file.file()).orElse(null)));
    }

    /** Whether these files are the deployed ones. */
    boolean areDeployed(List<ModelFile> files) {
        return files.stream()
                .allMatch(file ->
                        file.content().equals(models.current(file.file()).orElse(null)));
    }

    void deploy(List<ModelFile> files) {
        models.deploy(files.stream().collect(Collectors.toMap(ModelFile::file, ModelFile::content)));
    }

    /** Deploys the previous models again; a process that was new is suspended for new starts. */
    void takeBack(List<ModelFile> files) {
        Map<String, String> before = files.stream()
                .filter(file -> file.before() != null)
                .collect(Collectors.toMap(ModelFile::file, ModelFile::before));
        if (!before.isEmpty()) {
            models.deploy(before);
        }
        files.stream().filter(file -> file.before() == null).forEach(file -> models.withdraw(file.file()));
    }
}

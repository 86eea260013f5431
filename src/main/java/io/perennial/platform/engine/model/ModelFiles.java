package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.runtime.TransientFailures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.repository.CamundaFormDefinition;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Models as files, each named like the process, table or form in it, such as {@code recall.bpmn}: current content, differences,
 * and deployment of several files at once.
 */
@Component
public class ModelFiles {

    /** Deployment source, different from that of the release, whose files are deployed again only when they change. */
    private static final String SOURCE = "models";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,50}\\.(bpmn|dmn|form)");
    private static final int MAX_FILES = 20;
    private static final int MAX_SIZE = 500_000;

    private final ModelValidator check;
    private final TableModels tables;
    private final ObjectProvider<ProcessEngineConfigurationImpl> engine;
    private final ModelComparison comparison = new ModelComparison();

    ModelFiles(ModelValidator check, TableModels tables, ObjectProvider<ProcessEngineConfigurationImpl> engine) {
        this.check = check;
        this.tables = tables;
        this.engine = engine;
    }

    /**
     * Validates files as one deployment.
     *
     * @throws ApiException INVALID if this is not a set of models, INVALID_MODEL with each problem, its file, element and fix
     */
    public void check(Map<String, String> files) {
        if (files == null || files.isEmpty()) {
            throw ApiException.invalid("files is missing: the models by file name.");
        }
        if (files.size() > MAX_FILES) {
            throw ApiException.invalid("More than " + MAX_FILES + " models at once.");
        }
        Map<String, byte[]> contents = new TreeMap<>();
        files.forEach((name, content) -> {
            if (!NAME.matcher(name).matches()) {
                throw ApiException.invalid(name + " is not a valid file name, such as recall-offer.dmn.");
            }
            if (content == null || content.isBlank()) {
                throw ApiException.invalid(name + " is empty.");
            }
            if (content.length() > MAX_SIZE) {
                throw ApiException.invalid(name + " is larger than " + MAX_SIZE + " characters.");
            }
            contents.put(path(name), content.getBytes(StandardCharsets.UTF_8));
        });
        ModelValidator.refuse(check.problems(contents));
    }

    private static String path(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".dmn" -> "dmn/" + name;
            case ".form" -> "bpmn/forms/" + name;
            default -> "bpmn/" + name;
        };
    }

    /** Current content under the file name; empty for a withdrawn process. */
    public Optional<String> current(String file) {
        String key = file.substring(0, file.lastIndexOf('.'));
        return inEngine(() -> switch (file.substring(file.lastIndexOf('.'))) {
            case ".dmn" -> {
                OptionalInt version = tables.latest(key);
                yield version.isEmpty() ? Optional.empty() : Optional.of(tables.model(key, version.getAsInt()));
            }
            case ".form" -> {
                CamundaFormDefinition form = Context.getCommandContext()
                        .getCamundaFormDefinitionManager()
                        .findLatestDefinitionByKey(key);
                yield Optional.ofNullable(form)
                        .map(latest -> text(
                                repository().getResourceAsStream(latest.getDeploymentId(), latest.getResourceName())));
            }
            default ->
                latest(key)
                        .filter(process -> !process.isSuspended())
                        .map(process -> text(repository().getProcessModel(process.getId())));
        });
    }

    /**
     * Differences between the current and a new content; empty if there are none.
     *
     * @param before current content; null if there is none
     * @throws ApiException INVALID_MODEL when they cannot be compared
     */
    public List<ChangedElement> changes(String file, String before, String after) {
        try {
            return comparison.of(file, before, after);
        } catch (IllegalArgumentException unreadable) {
            throw new ApiException(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "INVALID_MODEL",
                    file + " cannot be compared with the current version: " + unreadable.getMessage());
        }
    }

    /**
     * Deploys the files that differ from the current ones in one deployment and returns their number.
     *
     * @throws ApiException as {@link #check}, and INVALID_MODEL for problems found only by the engine
     */
    public int deploy(Map<String, String> files) {
        check(files);
        try {
            return FourEyesDeploymentGuard.approved(() -> inEngine(() -> {
                tables.lock();
                Map<String, String> changed = new TreeMap<>(files);
                changed.entrySet()
                        .removeIf(file ->
                                file.getValue().equals(current(file.getKey()).orElse(null)));
                int count = changed.size();
                if (count > 0) {
                    // A process may be bound to the form of its own deployment.
                    files.forEach((file, content) -> {
                        if (file.endsWith(".form")) {
                            changed.put(file, content);
                        }
                    });
                    deployNow(changed);
                }
                return count;
            }));
        } catch (ProcessEngineException | IllegalArgumentException refusal) {
            ModelValidator.refuse(ModelValidator.problems(String.join(", ", files.keySet()), refusal));
            throw TransientFailures.translate(refusal);
        }
    }

    private void deployNow(Map<String, String> files) {
        String first = path(files.keySet().iterator().next());
        DeploymentBuilder deployment = repository()
                .createDeployment()
                .name(files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more")
                .source(SOURCE);
        files.forEach((file, content) -> deployment.addString(path(file), content));
        deployment.deploy();
    }

    /**
     * Suspends a process definition: running instances continue, new ones cannot start. Tables and forms are only used by
     * processes.
     */
    public void withdraw(String file) {
        if (file.endsWith(".bpmn")) {
            inEngine(() -> {
                latest(file.substring(0, file.lastIndexOf('.')))
                        .ifPresent(process -> repository().suspendProcessDefinitionById(process.getId()));
                return null;
            });
        }
    }

    private Optional<ProcessDefinition> latest(String process) {
        return Optional.ofNullable(repository()
                .createProcessDefinitionQuery()
                .processDefinitionKey(process)
                .withoutTenantId()
                .latestVersion()
                .singleResult());
    }

    private static String text(InputStream content) {
        try (InputStream open = Objects.requireNonNull(content)) {
            return new String(open.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private RepositoryService repository() {
        return engine.getObject().getRepositoryService();
    }

    private <T> T inEngine(Callable<T> work) {
        return engine.getObject()
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(work));
    }
}

package io.perennial.platform.engine.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Deploys the models at start-up, before the web server and the job executor start: each decision table and each process under
 * its file name, a process together with its forms, and only valid files that changed. Nodes that start at the same time deploy
 * once.
 */
@Component
public class ModelDeployer implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(ModelDeployer.class);

    private final RepositoryService repository;
    private final ModelValidator check;
    private final ApprovedCheck approved;
    private final ObjectMapper json;
    private final Path models;

    public ModelDeployer(
            RepositoryService repository,
            ModelValidator check,
            ApprovedCheck approved,
            ObjectMapper json,
            @Value("${perennial.models:.}") String models) {
        this.repository = repository;
        this.check = check;
        this.approved = approved;
        this.json = json;
        this.models = Path.of(models);
    }

    /** Folder with bpmn/ and dmn/. */
    Path folder() {
        return models;
    }

    @Override
    public void afterSingletonsInstantiated() {
        deploy();
    }

    /**
     * Deploys changed files and returns the number of deployments. Files with problems, also those that only the engine finds,
     * and files that would revert an approved change are logged and skipped: the previous version stays.
     */
    public int deploy() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.putAll(read("dmn", ".dmn"));
        files.putAll(read("bpmn/forms", ".form"));
        files.putAll(read("bpmn", ".bpmn"));
        List<ModelProblem> problems = new ArrayList<>(check.problems(files));
        files.forEach((file, content) -> approved.problem(file, content).ifPresent(problems::add));
        problems.forEach(problem -> LOG.error("Not deployed: {}", problem));
        problems.forEach(problem -> files.remove(problem.file()));
        int deployed = deployValid(files);
        LOG.info(
                "Models in {}: {} files; {} changed and deployed",
                models.toAbsolutePath().normalize(),
                files.size(),
                deployed);
        return deployed;
    }

    private int deployValid(Map<String, byte[]> files) {
        Map<String, byte[]> forms = ending(files, ".form");
        Map<String, String> fileOfForm = filesById(forms);
        Set<String> shown = new LinkedHashSet<>();
        int deployed = 0;
        for (var table : ending(files, ".dmn").entrySet()) {
            deployed += deploy(table.getKey(), Map.of(table.getKey(), table.getValue()));
        }
        for (var process : ending(files, ".bpmn").entrySet()) {
            Map<String, byte[]> together = new LinkedHashMap<>();
            together.put(process.getKey(), process.getValue());
            for (String form : formsOf(process.getValue())) {
                String file = fileOfForm.get(form);
                if (file != null) {
                    together.put(file, forms.get(file));
                    shown.add(file);
                }
            }
            deployed += deploy(process.getKey(), together);
        }
        for (var form : forms.entrySet()) {
            if (!shown.contains(form.getKey())) {
                deployed += deploy(form.getKey(), Map.of(form.getKey(), form.getValue()));
            }
        }
        return deployed;
    }

    private static Map<String, byte[]> ending(Map<String, byte[]> files, String ending) {
        Map<String, byte[]> some = new TreeMap<>();
        files.forEach((file, content) -> {
            if (file.endsWith(ending)) {
                some.put(file, content);
            }
        });
        return some;
    }

    private int deploy(String name, Map<String, byte[]> files) {
        long before = deployments(name);
        DeploymentBuilder deployment =
                repository.createDeployment().name(name).source("perennial").enableDuplicateFiltering(false);
        files.forEach((file, content) -> deployment.addInputStream(file, new ByteArrayInputStream(content)));
        try {
            deployment.deploy();
        } catch (ProcessEngineException | IllegalArgumentException refusal) {
            List<ModelProblem> problems = ModelValidator.problems(name, refusal);
            if (problems.isEmpty()) {
                throw refusal;
            }
            problems.forEach(problem -> LOG.error("Not deployed: {}", problem));
        }
        return (int) (deployments(name) - before);
    }

    private long deployments(String name) {
        return repository.createDeploymentQuery().deploymentName(name).count();
    }

    private Map<String, byte[]> read(String folder, String ending) {
        Path directory = models.resolve(folder);
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            Map<String, byte[]> read = new TreeMap<>();
            for (Path file : (Iterable<Path>)
                    files.filter(f -> f.getFileName().toString().endsWith(ending))::iterator) {
                read.put(folder + "/" + file.getFileName(), Files.readAllBytes(file));
            }
            return read;
        } catch (IOException e) {
            throw new IllegalStateException("The models in " + directory + " cannot be read", e);
        }
    }

    private Map<String, String> filesById(Map<String, byte[]> forms) {
        Map<String, String> files = new LinkedHashMap<>();
        forms.forEach((file, content) -> {
            try {
                files.put(json.readTree(content).path("id").asText(), file);
            } catch (IOException e) {
                throw new IllegalStateException(file + " is not a form: it is not JSON", e);
            }
        });
        return files;
    }

    private static Collection<String> formsOf(byte[] process) {
        BpmnModelInstance model = Bpmn.readModelFromStream(new ByteArrayInputStream(process));
        Set<String> forms = new LinkedHashSet<>();
        model.getModelElementsByType(UserTask.class).forEach(task -> forms.add(task.getCamundaFormRef()));
        model.getModelElementsByType(StartEvent.class).forEach(start -> forms.add(start.getCamundaFormRef()));
        forms.remove(null);
        return List.copyOf(forms);
    }
}

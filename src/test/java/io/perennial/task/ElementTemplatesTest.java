package io.perennial.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.engine.model.DelegateDescriptor;
import io.perennial.task.model.DelegateCatalog;
import io.perennial.task.step.ModelerTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Compares the element templates for Camunda Modeler with the delegates; {@code -Dperennial.templates=renew} regenerates them.
 */
class ElementTemplatesTest {

    private static final Path TEMPLATES = Path.of(".camunda", "element-templates", "perennial.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void templatesMatchTheDelegates() throws IOException {
        ArrayNode today = JSON.createArrayNode();
        tools().stream()
                .filter(tool -> tool.element().equals("ServiceTask"))
                .forEach(tool -> today.add(template(tool)));
        if ("renew".equals(System.getProperty("perennial.templates"))) {
            Files.createDirectories(TEMPLATES.getParent());
            Files.writeString(TEMPLATES, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(today) + "\n");
        }

        assertThat(JSON.readTree(TEMPLATES.toFile())).isEqualTo(today);
    }

    @Test
    void everyDelegateHasATemplate() {
        ClassPathScanningCandidateComponentProvider delegates = new ClassPathScanningCandidateComponentProvider(false);
        for (Class<?> type : List.of(JavaDelegate.class, TaskListener.class, ExecutionListener.class)) {
            delegates.addIncludeFilter(new AssignableTypeFilter(type));
        }
        assertThat(delegates.findCandidateComponents("io.perennial.task"))
                .isNotEmpty()
                .extracting(BeanDefinition::getBeanClassName)
                .allSatisfy(name -> assertThat(type(name).isAnnotationPresent(ModelerTemplate.class))
                        .as(name)
                        .isTrue());
    }

    static List<DelegateDescriptor> tools() {
        ClassPathScanningCandidateComponentProvider offered = new ClassPathScanningCandidateComponentProvider(false);
        offered.addIncludeFilter(new AnnotationTypeFilter(ModelerTemplate.class));
        return offered.findCandidateComponents("io.perennial.task").stream()
                .map(found -> type(found.getBeanClassName()))
                .map(type -> DelegateCatalog.tool(ClassUtils.getShortNameAsProperty(type), type))
                .sorted(Comparator.comparing(DelegateDescriptor::delegate))
                .toList();
    }

    private static Class<?> type(String name) {
        return ClassUtils.resolveClassName(name, ElementTemplatesTest.class.getClassLoader());
    }

    private static ObjectNode template(DelegateDescriptor tool) {
        ObjectNode template = JSON.createObjectNode()
                .put("$schema", "https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json")
                .put("name", tool.name() + " " + tool.chinese())
                .put("id", "io.perennial." + tool.delegate());
        template.putArray("appliesTo").add("bpmn:" + tool.element());
        ArrayNode properties = template.putArray("properties");
        hidden(
                properties,
                "camunda:delegateExpression",
                JSON.createObjectNode().put("value", "${" + tool.delegate() + "}"));
        tool.inputs().forEach(input -> properties.add(property(input)));
        return template;
    }

    private static void hidden(ArrayNode properties, String name, ObjectNode property) {
        property.put("type", "Hidden");
        property.putObject("binding").put("type", "property").put("name", name);
        properties.add(property);
    }

    private static ObjectNode property(DelegateDescriptor.Input input) {
        boolean choice = !input.choices().isEmpty() || input.kind().equals("FLAG");
        ObjectNode property = JSON.createObjectNode()
                .put("label", input.label() + " " + input.chinese())
                .put("type", choice ? "Dropdown" : "String");
        if (choice) {
            ArrayNode choices = property.putArray("choices");
            if (!input.required()) {
                choices.addObject().put("name", "–").put("value", "");
            }
            (input.kind().equals("FLAG") ? List.of("true", "false") : input.choices())
                    .forEach(value -> choices.addObject().put("name", value).put("value", value));
        }
        if (!input.standard().isEmpty()) {
            property.put("value", input.standard());
        }
        property.putObject("binding").put("type", "camunda:inputParameter").put("name", input.name());
        if (input.required()) {
            ObjectNode constraints = property.putObject("constraints");
            constraints.put("notEmpty", true);
            if (input.kind().equals("NUMBER")) {
                constraints
                        .putObject("pattern")
                        .put("value", "(-?\\d+(\\.\\d+)?)|([$#]\\{.*})")
                        .put("message", "A number or an expression 数字或表达式");
            }
        } else {
            property.put("optional", true);
        }
        return property;
    }
}

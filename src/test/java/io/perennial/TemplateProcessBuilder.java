package io.perennial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Builds processes with one step, as Camunda Modeler writes it for an element template. */
final class TemplateProcessBuilder {

    private static final Path TEMPLATES = Path.of(".camunda", "element-templates", "perennial.json");

    private static final String PROCESS = """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions_%1$s" targetNamespace="http://bpmn.io/schema/bpmn">
          <bpmn:process id="%1$s" name="%1$s" isExecutable="true" camunda:historyTimeToLive="P180D">
            <bpmn:startEvent id="StartEvent_Asked" name="Asked" camunda:asyncAfter="true">
              <bpmn:outgoing>Flow_ToStep</bpmn:outgoing>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="Flow_ToStep" sourceRef="StartEvent_Asked" targetRef="Task_Step" />
            %2$s
            <bpmn:endEvent id="EndEvent_Done" name="Done">
              <bpmn:incoming>Flow_ToEnd</bpmn:incoming>
            </bpmn:endEvent>
            <bpmn:sequenceFlow id="Flow_ToEnd" sourceRef="Task_Step" targetRef="EndEvent_Done" />
          </bpmn:process>
        </bpmn:definitions>
        """;

    private TemplateProcessBuilder() {}

    /** A process with a step of that delegate's template; inputs that are not given have the values of the template. */
    static String process(String id, String delegate, Map<String, String> inputs) {
        return PROCESS.formatted(id, step(template(delegate), inputs));
    }

    private static String step(JsonNode template, Map<String, String> inputs) {
        StringBuilder attributes = new StringBuilder();
        StringBuilder parameters = new StringBuilder();
        for (JsonNode property : template.get("properties")) {
            String name = property.at("/binding/name").asText();
            String value = inputs.getOrDefault(name, property.path("value").asText());
            if (property.at("/binding/type").asText().equals("property")) {
                attributes.append(" %s=\"%s\"".formatted(name, value));
            } else if (!value.isEmpty()) {
                parameters.append(
                        "<camunda:inputParameter name=\"%s\">%s</camunda:inputParameter>".formatted(name, value));
            }
        }
        return """
            <bpmn:serviceTask id="Task_Step" name="%s" camunda:modelerTemplate="%s"%s>
              <bpmn:extensionElements><camunda:inputOutput>%s</camunda:inputOutput></bpmn:extensionElements>
              <bpmn:incoming>Flow_ToStep</bpmn:incoming>
              <bpmn:outgoing>Flow_ToEnd</bpmn:outgoing>
            </bpmn:serviceTask>\
            """.formatted(template.get("name").asText(), template.get("id").asText(), attributes, parameters);
    }

    private static JsonNode template(String delegate) {
        try {
            return StreamSupport.stream(
                            new ObjectMapper().readTree(TEMPLATES.toFile()).spliterator(), false)
                    .filter(template -> template.get("id").asText().equals("io.perennial." + delegate))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

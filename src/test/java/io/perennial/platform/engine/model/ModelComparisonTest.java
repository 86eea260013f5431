package io.perennial.platform.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Differences shown to the approver of a changed model. */
class ModelComparisonTest {

    private final ModelComparison comparison = new ModelComparison();
    private String churnWarning;

    @BeforeEach
    void read() throws IOException {
        churnWarning = Files.readString(Path.of("bpmn/churn-warning.bpmn"));
    }

    @Test
    void equalModelsHaveNoChanges() {
        assertThat(changes(churnWarning)).isEmpty();
        assertThat(changes(churnWarning.replace("    <bpmn:", "  <!-- moved -->  <bpmn:")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "${churnAction == 'OFFER'} ~ ${true} ~ Flow_Offer conditionExpression: ${churnAction == 'OFFER'} →"
                        + " ${true}",
                "${callbackDue}</bpmn:timeDate> ~ PT1H</bpmn:timeDate> ~ Event_CallOverdue_timer timeDate:"
                        + " ${callbackDue} → PT1H",
                "<camunda:inputParameter name=\"group\">operations< ~ <camunda:inputParameter name=\"group\">risk< ~"
                        + " Task_EscalateCall inputParameter[group]: operations → risk",
                "camunda:candidateGroups=\"customer-service\" ~ camunda:candidateGroups=\"analyst\" ~"
                        + " Task_CallCustomer candidateGroups: customer-service → analyst",
                "${recordCallback} ~ ${recordRefusal} ~ Task_CallCustomer taskListener delegateExpression:"
                        + " ${recordCallback} → ${recordRefusal}",
                "default=\"Flow_NoRoom\" ~ default=\"Flow_ToCall\" ~ Gateway_Room default: Flow_NoRoom → Flow_ToCall",
                "cancelActivity=\"false\" ~ cancelActivity=\"true\" ~ Event_CallOverdue cancelActivity: false → true"
            })
    void changedPropertyIsListedWithBothValues(String from, String to, String expected) {
        String changed = churnWarning.replace(from, to);
        assertThat(changed).isNotEqualTo(churnWarning);

        assertThat(changes(changed)).containsExactly(expected);
    }

    @Test
    void changedFlowOrderIsAChange() {
        String first = line("Flow_Offer");
        String second = line("Flow_Callback");
        String changed = churnWarning.replace(first, "@").replace(second, first).replace("@", second);

        assertThat(changes(changed))
                .containsExactly("Gateway_Response outgoing flows: Flow_Message, Flow_Offer, Flow_Callback"
                        + " → Flow_Message, Flow_Callback, Flow_Offer");
    }

    private String line(String flow) {
        int from = churnWarning.indexOf("      <bpmn:sequenceFlow id=\"" + flow + "\"");
        return churnWarning.substring(from, churnWarning.indexOf("</bpmn:sequenceFlow>", from));
    }

    @Test
    void addedAndRemovedElementsAreOneChangeEach() {
        String without =
                churnWarning.replaceAll("(?s)\\s*<bpmn:endEvent id=\"EndEvent_CallEscalated\".*?</bpmn:endEvent>", "");

        assertThat(changes(without))
                .containsExactly("EndEvent_CallEscalated element: endEvent; within=Activity_WinAttention; name=Callback"
                        + " escalated; documentation=回访已升级 → null");
        assertThat(lines(comparison.of("churn-warning.bpmn", without, churnWarning)))
                .singleElement()
                .asString()
                .startsWith("EndEvent_CallEscalated element: null → endEvent;");
        assertThat(comparison.of("churn-warning.bpmn", null, churnWarning))
                .allSatisfy(change -> assertThat(change.before()).isNull())
                .extracting(ChangedElement::element)
                .contains("churn-warning", "Task_CallCustomer", "Flow_Offer")
                .doesNotHaveDuplicates();
    }

    @Test
    void drawingIsOneChangeAndTheLast() {
        String redrawn = churnWarning.replace("x=\"947\" y=\"452\"", "x=\"950\" y=\"452\"");

        assertThat(changes(redrawn)).containsExactly("diagram drawing: current → redrawn");
        assertThat(changes(redrawn.replace("name=\"Callback overdue\"", "name=\"Late\"")))
                .containsExactly(
                        "Event_CallOverdue name: Callback overdue → Late", "diagram drawing: current → redrawn");
    }

    @Test
    void formsAreComparedFieldByField() throws IOException {
        String form = Files.readString(Path.of("bpmn/forms/callback.form"));

        assertThat(lines(comparison.of(
                        "callback.form",
                        form,
                        form.replace("\"maxLength\": 1000", "\"maxLength\": 900")
                                .replace("\"version\": \"5.40.0\"", "\"version\": \"5.41.0\""))))
                .containsExactly("Field_note validate maxLength: 1000 → 900");
    }

    @Test
    void unreadableFileIsRefusedWithoutExternalAccess() {
        assertThatThrownBy(() -> changes("<a>".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> changes("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]><x id='1'>&y;</x>"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> comparison.of("callback.form", null, "{"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> changes(String after) {
        return lines(comparison.of("churn-warning.bpmn", churnWarning, after));
    }

    private static List<String> lines(List<ChangedElement> changes) {
        return changes.stream()
                .map(change -> change.element() + " " + change.what() + ": " + change.before() + " → " + change.after())
                .toList();
    }
}

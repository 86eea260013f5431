package io.perennial.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.model.DelegateDescriptor;
import io.perennial.platform.engine.model.OutcomeCheck;
import io.perennial.platform.engine.model.OutcomeCheck.UncheckedMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models branch on the outcome of an effect that may be withheld before they send a message about it. */
class OutcomeCheckTest {

    private static final Map<String, DelegateDescriptor> TOOLS = ElementTemplatesTest.tools().stream()
            .collect(Collectors.toMap(DelegateDescriptor::delegate, Function.identity()));

    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("bpmn"))) {
            return files.filter(file -> file.toString().endsWith(".bpmn"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelBranchesOnTheOutcomesOfItsSteps(Path model) throws IOException {
        assertThat(unchecked(Files.readString(model))).isEmpty();
    }

    @Test
    void delegatesThatMayWithholdDeclareTheirOutcome() {
        assertThat(TOOLS.values())
                .filteredOn(tool -> tool.outcome() != null)
                .extracting(DelegateDescriptor::delegate)
                .containsExactlyInAnyOrder(
                        "adjustLimit",
                        "awardPoints",
                        "createCallback",
                        "issueCoupon",
                        "placeOrder",
                        "reservePurchase",
                        "sendMessage");
        assertThat(TOOLS.values())
                .filteredOn(tool -> tool.outcome() != null)
                .allSatisfy(tool -> assertThat(tool.outputs()).contains(tool.outcome()));
    }

    @Test
    void messagesWithoutABranchOnTheOutcomeAreFound() throws IOException {
        String another = Files.readString(Path.of("bpmn/activation.bpmn")).replace("couponsGiven", "ordered");

        assertThat(unchecked(another))
                .extracting(UncheckedMessage::message)
                .containsExactly("Task_SendGuideAgain", "Task_SendOffer", "Task_SendReminder");
        assertThat(unchecked(another)).allSatisfy(unchecked -> {
            assertThat(unchecked.effect()).isEqualTo("Task_IssueCoupon");
            assertThat(unchecked.outcome()).isEqualTo("couponsGiven");
        });
    }

    @Test
    void messageBehindMergedBranchesIsFound() throws IOException {
        String reminded = Files.readString(Path.of("bpmn/activation.bpmn"))
                .replaceFirst("(?s)(id=\"Flow_NoCouponWaiting\".*?)couponsGiven", "$1ordered");

        assertThat(unchecked(reminded))
                .extracting(UncheckedMessage::message)
                .containsExactly("Task_SendGuideAgain", "Task_SendReminder");
    }

    @Test
    void messagesAboutARiskPromiseNothing() throws IOException {
        String risk = Files.readString(Path.of("bpmn/churn-warning.bpmn"))
                .replace("couponsGiven", "ordered")
                .replace(">MARKETING<", ">RISK<");

        assertThat(unchecked(risk)).isEmpty();
    }

    private static List<UncheckedMessage> unchecked(String model) {
        return OutcomeCheck.of(
                Bpmn.readModelFromStream(new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_8))), TOOLS);
    }
}

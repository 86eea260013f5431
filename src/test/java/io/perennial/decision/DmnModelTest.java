package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.customer.profile.Fact;
import io.perennial.platform.engine.dmn.DecisionEvaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.impl.DmnModelConstants;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.UnaryTests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every table of the folder {@code dmn} keeps to. */
class DmnModelTest {

    private static final Set<String> TYPES = Set.of("string", "integer", "double", "boolean");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    /** What tables may ask for besides the facts of a profile. */
    private static final Set<String> BESIDES_FACTS = Set.of(
            "channelCostPerRegistration",
            "channelActivationRate30d",
            "channelOverdueRate",
            "channelRegistrations",
            "channelQuality",
            "churnRisk",
            "churnReason",
            "recallStep",
            "offer",
            "category",
            "price",
            "creditObjection",
            "shareOfAvailable",
            "pointsEarned12m",
            "eventType",
            "amount",
            "onTime",
            "inFull",
            "paidShare",
            "paidAmount",
            "streakComplete",
            "item");

    static List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("dmn"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theFileIsNamedLikeItsOneDecision(Path file) {
        Decision decision = decision(file);

        assertThat(file.getFileName()).hasToString(decision.getId() + ".dmn");
        assertThat(decision.getName()).isNotBlank();
        assertThat(decision.getCamundaHistoryTimeToLiveString()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theHitPolicyIsUniqueOrFirstWithACatchAllRowOrCollect(Path file) {
        DecisionTable table = table(file);

        assertThat(table.getHitPolicy()).isIn(HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.COLLECT);
        if (table.getHitPolicy() == HitPolicy.FIRST) {
            List<Rule> rules = List.copyOf(table.getRules());
            assertThat(rules.get(rules.size() - 1).getInputEntries())
                    .extracting(entry -> text(entry))
                    .allMatch(cell -> cell.isEmpty() || cell.equals("-"));
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void inputsAreKnownFactsTypedAndLabelledInBothLanguages(Path file) {
        for (Input input : table(file).getInputs()) {
            String fact = input.getInputExpression().getText().getTextContent();
            assertThat(Fact.byKey(fact).isPresent() || BESIDES_FACTS.contains(fact))
                    .as("fact %s", fact)
                    .isTrue();
            assertThat(input.getInputExpression().getTypeRef()).isIn(TYPES);
            assertThat(input.getLabel()).matches(".*\\p{IsLatin}.* / .*\\p{IsHan}.*");
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void outputsAreNamedTypedAndLabelledInBothLanguages(Path file) {
        for (Output output : table(file).getOutputs()) {
            assertThat(output.getName()).matches("[a-z][A-Za-z]+");
            assertThat(output.getTypeRef()).isIn(TYPES);
            assertThat(output.getLabel()).matches(".*\\p{IsLatin}.* / .*\\p{IsHan}.*");
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyRowHasATellingIdAndAOneLineAnnotation(Path file) {
        Set<String> annotations = new HashSet<>();
        for (Rule rule : table(file).getRules()) {
            assertThat(rule.getId()).matches("Rule_[A-Z][A-Za-z]*[0-9]{0,2}");
            assertThat(rule.getDescription()).isNotNull();
            assertThat(rule.getDescription().getTextContent()).isNotBlank().doesNotContain("\n");
            assertThat(annotations.add(rule.getDescription().getTextContent()))
                    .as("%s has an annotation of its own", rule.getId())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void cellsUseOnlyTheAllowedValues(Path file) {
        DecisionTable table = table(file);
        List<Input> inputs = List.copyOf(table.getInputs());
        List<Output> outputs = List.copyOf(table.getOutputs());
        for (Rule rule : table.getRules()) {
            List<InputEntry> cells = List.copyOf(rule.getInputEntries());
            for (int column = 0; column < inputs.size(); column++) {
                allows(inputs.get(column).getInputValues(), text(cells.get(column)));
            }
            for (int column = 0; column < outputs.size(); column++) {
                allows(
                        outputs.get(column).getOutputValues(),
                        List.copyOf(rule.getOutputEntries())
                                .get(column)
                                .getText()
                                .getTextContent());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theTableIsOnADiagram(Path file) throws IOException {
        String id = decision(file).getId();

        assertThat(Files.readString(file))
                .contains(
                        "<dmndi:DMNDiagram ", "dmnElementRef=\"" + id + "\"", "xmlns=\"" + DmnModelConstants.DMN13_NS);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void cellsReadTheColumnsOnly(Path file) throws IOException {
        String id = decision(file).getId();
        Set<String> columns = table(file).getInputs().stream()
                .map(input -> input.getInputExpression().getText().getTextContent())
                .collect(Collectors.toSet());

        try (var model = Files.newInputStream(file)) {
            assertThat(new DecisionEvaluator().parse(id, 1, model).inputs()).isSubsetOf(columns);
        }
    }

    private static void allows(UnaryTests values, String cell) {
        if (values != null && !values.getText().getTextContent().isBlank()) {
            assertThat(texts(values.getText().getTextContent())).containsAll(texts(cell));
        }
    }

    private static Set<String> texts(String feel) {
        Matcher each = TEXT.matcher(feel);
        Set<String> texts = new HashSet<>();
        while (each.find()) {
            texts.add(each.group(1));
        }
        return texts;
    }

    private static String text(InputEntry cell) {
        return cell.getText() == null ? "" : cell.getText().getTextContent();
    }

    private static DecisionTable table(Path file) {
        return (DecisionTable) decision(file).getExpression();
    }

    private static Decision decision(Path file) {
        DmnModelInstance model = Dmn.readModelFromFile(file.toFile());
        Collection<Decision> decisions = model.getModelElementsByType(Decision.class);
        assertThat(decisions).hasSize(1);
        return decisions.iterator().next();
    }
}

package io.perennial.task;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.feedback.OfferResponses;
import io.perennial.feedback.Strength;
import io.perennial.feedback.StrengthTuner;
import io.perennial.feedback.StrengthTuner.Learned;
import io.perennial.foresight.Foresight;
import io.perennial.lift.LiftBook;
import io.perennial.value.ValueReckoning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Learns from what came of everything until now: what customers are worth, how offers were answered, what they change, how well
 * was foretold, and how strong offers must be. Done twice in a night it learns the same.
 */
@Component
@DesignerTool(value = "Learn from results", chinese = "从结果中学习")
class LearnFromResults implements JavaDelegate {

    /** Decisions about an offer, not about a customer, are kept under no customer's id. */
    private static final String NOBODY = "";

    private static final String STRENGTH = "offer-strength";

    private final ValueReckoning values;
    private final OfferResponses responses;
    private final ResponseWindows windows;
    private final LiftBook lift;
    private final Foresight foresight;
    private final StrengthTuner tuner;
    private final ProposeStrength proposals;
    private final Decisions decisions;
    private final Sequence sequence;
    private final BusinessClock clock;

    LearnFromResults(
            ValueReckoning values,
            OfferResponses responses,
            ResponseWindows windows,
            LiftBook lift,
            Foresight foresight,
            StrengthTuner tuner,
            ProposeStrength proposals,
            Decisions decisions,
            Sequence sequence,
            BusinessClock clock) {
        this.values = values;
        this.responses = responses;
        this.windows = windows;
        this.lift = lift;
        this.foresight = foresight;
        this.tuner = tuner;
        this.proposals = proposals;
        this.decisions = decisions;
        this.sequence = sequence;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        values.reckon();
        responses.recentOffers().forEach(offer -> responses.settle(offer, windows.days(offer)));
        responses.settleWarnings();
        lift.count();
        foresight.settle();
        foresight.foretell();
        String cause = "review:" + execution.getProcessInstanceId();
        decisions.keep(tuner.learn().stream()
                .filter(Learned::moves)
                .map(learned -> record(learned, cause))
                .toList());
        tuner.advice().forEach(proposals::propose);
    }

    private DecisionRecord record(Learned learned, String cause) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        inputs.put("offer", learned.offer());
        inputs.put("before", byStrength(learned.before(), Strength::share));
        inputs.put("customers", byStrength(learned.after(), Strength::customers));
        inputs.put("reward", byStrength(learned.after(), Strength::reward));
        return new DecisionRecord(
                sequence.next(),
                NOBODY,
                clock.instant(),
                STRENGTH,
                1,
                List.of("Thompson"),
                inputs,
                List.of(Map.of("shares", byStrength(learned.after(), Strength::share))),
                cause);
    }

    private static Map<String, Double> byStrength(List<Strength> strengths, ToDoubleFunction<Strength> number) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        strengths.forEach(one -> numbers.put(one.strength().toPlainString(), number.applyAsDouble(one)));
        return numbers;
    }
}

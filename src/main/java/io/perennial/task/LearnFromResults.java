package io.perennial.task;

import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.learning.lift.LiftService;
import io.perennial.learning.prediction.PredictionQuality;
import io.perennial.learning.response.OfferResponses;
import io.perennial.learning.response.Strength;
import io.perennial.learning.response.StrengthTuner;
import io.perennial.learning.response.StrengthTuner.Learned;
import io.perennial.learning.value.ValueModelTraining;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.table.ResponseWindows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Runs the nightly learning: customer value, offer responses, lift, prediction quality and offer strengths. A second run in a
 * night gives the same result.
 */
@Component
@ModelerTemplate(value = "Learn from results", labelZh = "从结果中学习")
class LearnFromResults implements JavaDelegate {

    /** Customer id of decisions about an offer. */
    private static final String NO_CUSTOMER = "";

    private static final String STRENGTH = "offer-strength";

    private final ValueModelTraining values;
    private final OfferResponses responses;
    private final ResponseWindows windows;
    private final LiftService lift;
    private final PredictionQuality predictions;
    private final StrengthTuner tuner;
    private final ProposeStrength proposals;
    private final Decisions decisions;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    LearnFromResults(
            ValueModelTraining values,
            OfferResponses responses,
            ResponseWindows windows,
            LiftService lift,
            PredictionQuality predictions,
            StrengthTuner tuner,
            ProposeStrength proposals,
            Decisions decisions,
            SequenceIds sequence,
            BusinessClock clock) {
        this.values = values;
        this.responses = responses;
        this.windows = windows;
        this.lift = lift;
        this.predictions = predictions;
        this.tuner = tuner;
        this.proposals = proposals;
        this.decisions = decisions;
        this.sequence = sequence;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        values.run();
        responses.recentOffers().forEach(offer -> responses.recordUnanswered(offer, windows.days(offer)));
        responses.recordEndedWarnings();
        lift.count();
        predictions.evaluate();
        predictions.recordPredictions();
        String cause = "review:" + execution.getProcessInstanceId();
        decisions.save(tuner.learn().stream()
                .filter(Learned::hasNewShares)
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
                NO_CUSTOMER,
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

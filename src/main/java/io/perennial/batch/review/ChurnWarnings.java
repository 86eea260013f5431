package io.perennial.batch.review;

import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.journey.Journey;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Churn warnings: the decision by table, and the change of stage that starts the journey. */
@Component
class ChurnWarnings {

    private static final String TABLE = "churn-risk";
    private static final String PROCESS = "churn-warning";

    /** Texts for the reasons of the table; a reason added by a designer is shown unchanged. */
    private static final Map<Object, String> REASON_TEXTS = Map.of(
            "NO_LOGIN", "No login for long 久未登录",
            "NO_ORDER", "No order for long 久未下单",
            "REPAYMENT_SLOWING", "Repays later and later 还款变慢");

    private final Decisions decisions;
    private final Journeys journeys;

    ChurnWarnings(Decisions decisions, Journeys journeys) {
        this.decisions = decisions;
        this.journeys = journeys;
    }

    /** The decisions that warn of churn, for customers in RETENTION without an open warning. */
    List<DecisionRecord> decide(Map<Profile, Facts> facts, String cause) {
        Decisions.DecisionTable churnRisk = decisions.table(TABLE);
        List<DecisionRecord> warnings = List.copyOf(facts.entrySet()).parallelStream()
                .filter(customer -> customer.getKey().stage() == Stage.RETENTION)
                .map(customer -> churnRisk.decide(
                        customer.getKey().customerId(), customer.getValue().asMap(), cause))
                .filter(risk -> !"NONE".equals(risk.output("churnRisk")))
                .toList();
        Set<String> alreadyWarned = alreadyWarned(warnings);
        return warnings.stream()
                .filter(warning -> !alreadyWarned.contains(warning.customerId()))
                .toList();
    }

    private Set<String> alreadyWarned(List<DecisionRecord> warnings) {
        return journeys.open(warnings.stream().map(DecisionRecord::customerId).toList()).stream()
                .filter(journey -> journey.process().equals(PROCESS))
                .map(Journey::customerId)
                .collect(Collectors.toSet());
    }

    /** Saves the decisions and changes the customers' stage to CHURN_WARNING. */
    void start(List<DecisionRecord> warnings) {
        decisions.save(warnings);
        journeys.changeStage(warnings.stream().map(ChurnWarnings::stageChange).toList());
    }

    private static StageChange stageChange(DecisionRecord risk) {
        Object reason = risk.output("churnReason");
        return new StageChange(
                risk.cause() + ":" + risk.customerId(),
                risk.customerId(),
                Stage.CHURN_WARNING,
                REASON_TEXTS.getOrDefault(reason, String.valueOf(reason)) + " (" + risk.output("churnRisk") + ")",
                Map.of("churnRisk", risk.output("churnRisk"), "churnReason", reason));
    }
}

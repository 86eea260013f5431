package io.perennial.task.table;

import io.perennial.customer.channel.ChannelQuality;
import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.ProfileRefresh;
import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.journey.Journeys;
import io.perennial.task.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/**
 * Behaviour of business rule tasks: evaluates the table for the journey's customer, saves the decision, and sets each output as
 * a variable. Inputs are facts, or else the journey's variables. Several matching rules of a COLLECT table give one text,
 * separated by commas.
 */
@Component
public class DecideByTable {

    /** Inputs that are results of other tables, which are evaluated again before they are used. */
    private static final Set<String> DECIDED_INPUTS = Set.of(Fact.TIER.key(), Fact.TAGS.key());

    private final Journeys journeys;
    private final ProfileService profiles;
    private final ProfileRefresh refresh;
    private final ChannelQuality channels;
    private final Decisions decisions;

    DecideByTable(
            Journeys journeys,
            ProfileService profiles,
            ProfileRefresh refresh,
            ChannelQuality channels,
            Decisions decisions) {
        this.journeys = journeys;
        this.profiles = profiles;
        this.refresh = refresh;
        this.channels = channels;
        this.decisions = decisions;
    }

    public void decide(String table, DelegateExecution execution) {
        Step step = new Step(execution);
        journeys.lock(step.customerId());
        DecisionRecord decision = decisions.decide(table, step.customerId(), inputs(table, step), step.cause());
        decisions.save(List.of(decision));
        decisions.outputs(table).forEach(output -> step.set(output, value(decision, output)));
    }

    private Map<String, Object> inputs(String table, Step step) {
        List<String> names = decisions.inputs(table);
        if (names.stream().anyMatch(DECIDED_INPUTS::contains)) {
            refresh.refresh(step.customerId(), step.cause());
        }
        Map<String, Object> inputs = profiles.facts(step.customerId(), names);
        if (names.stream().anyMatch(ChannelQuality.FACT_KEYS::contains)) {
            String channel = Fact.CHANNEL.key();
            inputs.putAll(channels.facts(
                    (String) profiles.facts(step.customerId(), List.of(channel)).get(channel)));
        }
        names.stream()
                .filter(input -> !inputs.containsKey(input))
                .forEach(input -> inputs.put(input, step.optional(input)));
        return inputs;
    }

    private static Object value(DecisionRecord decision, String output) {
        if (decision.outputs().size() == 1) {
            return decision.output(output);
        }
        return decision.outputs().stream()
                .map(rule -> String.valueOf(rule.get(output)))
                .distinct()
                .collect(Collectors.joining(","));
    }
}

package io.perennial.task;

import io.perennial.credit.CreditService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.journey.Journeys;
import io.perennial.profile.ProfileBook;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.stereotype.Component;

/** Sets the opening limit ({@code mode} OPENING) or raises the limit (RAISE) by {@code amount}, within limit-cap as of now. */
@Component
class AdjustLimit extends CustomerStep {

    private static final String LIMIT_CAP = "limit-cap";

    private final Journeys journeys;
    private final CreditService credit;
    private final Decisions decisions;
    private final ProfileBook profiles;

    AdjustLimit(Journeys journeys, CreditService credit, Decisions decisions, ProfileBook profiles) {
        super(journeys);
        this.journeys = journeys;
        this.credit = credit;
        this.decisions = decisions;
        this.profiles = profiles;
    }

    @Override
    void act(Step step) {
        String customerId = step.customerId();
        DecisionRecord decision = decisions.decide(
                LIMIT_CAP, customerId, profiles.facts(customerId, decisions.inputs(LIMIT_CAP)), step.cause());
        decisions.keep(List.of(decision));
        BigDecimal cap = new BigDecimal(decision.output("limitCap").toString());
        switch (step.text("mode")) {
            case "OPENING" -> credit.open(step.key(), customerId, step.money("amount"), cap, step.cause());
            case "RAISE" ->
                credit.raise(
                        SettleBenefits.raiseKey(journeys.lock(customerId)),
                        customerId,
                        step.money("amount"),
                        cap,
                        step.cause());
            default -> throw new IllegalArgumentException("mode must be OPENING or RAISE");
        }
    }
}

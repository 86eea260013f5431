package io.perennial.effect.points;

import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.points.PointsRepository.MemberPoints;
import io.perennial.journey.CustomerState;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Decides member levels by {@code member-level} from the points earned in the last twelve months. A member is promoted at
 * once and keeps the level for a year; then it is decided again. A change starts retention.
 */
@Service
public class Levels {

    private static final String TABLE = "member-level";
    private static final Set<Stage> RETAINED_STAGES = EnumSet.of(Stage.RETENTION, Stage.CHURN_WARNING, Stage.RECALL);

    private record LevelDecision(String customerId, Level before, Level now, DecisionRecord decision) {

        boolean isPromotion() {
            return now.compareTo(before) > 0;
        }
    }

    private final PointsService points;
    private final PointsRepository repository;
    private final Decisions decisions;
    private final Journeys journeys;
    private final PointsTerms terms;
    private final BusinessClock clock;

    Levels(
            PointsService points,
            PointsRepository repository,
            Decisions decisions,
            Journeys journeys,
            PointsTerms terms,
            BusinessClock clock) {
        this.points = points;
        this.repository = repository;
        this.decisions = decisions;
        this.journeys = journeys;
        this.terms = terms;
        this.clock = clock;
    }

    /** Promotes the members who have earned enough. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void promote(Collection<String> customerIds, String cause) {
        decide(customerIds, cause, false);
    }

    /** Decides again on members whose year is over, from one id to another, both included. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void review(String fromCustomerId, String toCustomerId, String cause) {
        decide(repository.levelsOver(fromCustomerId, toCustomerId, clock.instant()), cause, true);
    }

    /** Decides the level of a customer after a merge, and starts retention when it changed. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void afterMerge(String customerId, Optional<Level> before, String cause) {
        Optional<Level> current = repository.level(customerId);
        if (before.isPresent() && !current.equals(before)) {
            start(List.of(retention(customerId, before.get(), current.orElseThrow())));
        }
        promote(List.of(customerId), cause);
    }

    private void decide(Collection<String> customerIds, String cause, boolean yearOver) {
        if (customerIds.isEmpty()) {
            return;
        }
        Instant yearAgo = clock.instant()
                .atZone(clock.getZone())
                .minusMonths(terms.months())
                .toInstant();
        Decisions.DecisionTable table = decisions.table(TABLE);
        List<LevelDecision> decided = repository.memberPoints(customerIds, yearAgo).parallelStream()
                .map(member -> decide(member, table, cause))
                .filter(member -> yearOver || member.isPromotion())
                .toList();
        List<DecisionRecord> effective = new ArrayList<>();
        List<Journeys.StartRequest> starts = new ArrayList<>();
        for (LevelDecision member : decided) {
            effective.add(member.decision());
            setLevel(member.customerId(), member.before(), member.now(), member.decision());
            if (member.now() != member.before()) {
                starts.add(retention(member.customerId(), member.before(), member.now()));
            }
        }
        decisions.save(effective);
        start(starts);
    }

    private static LevelDecision decide(MemberPoints member, Decisions.DecisionTable table, String cause) {
        DecisionRecord decision =
                table.decide(member.customerId(), Map.of(PointsDecisionInputs.EARNED_12M, member.earned()), cause);
        return new LevelDecision(
                member.customerId(), member.level(), Level.valueOf((String) decision.output("level")), decision);
    }

    private void setLevel(String customerId, Level from, Level to, DecisionRecord decision) {
        if (from != to) {
            points.setLevel("level:" + decision.seq(), customerId, to, decision.cause());
        }
        repository.keepLevelUntil(
                customerId,
                clock.instant()
                        .atZone(clock.getZone())
                        .plusMonths(terms.months())
                        .toInstant());
    }

    private static Journeys.StartRequest retention(String customerId, Level before, Level now) {
        return new Journeys.StartRequest(customerId, "retention", "level " + before + " → " + now, Map.of());
    }

    private void start(List<Journeys.StartRequest> starts) {
        if (starts.isEmpty()) {
            return;
        }
        Map<String, CustomerState> states = journeys.lock(
                starts.stream().map(Journeys.StartRequest::customerId).toList());
        journeys.start(starts.stream()
                .filter(start ->
                        RETAINED_STAGES.contains(states.get(start.customerId()).stage()))
                .toList());
    }
}

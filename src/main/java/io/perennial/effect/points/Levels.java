package io.perennial.effect.points;

import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.points.PointsRepository.MemberStanding;
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
 * Sorts members into levels by {@code member-level}, which is asked for the points earned in the last twelve months. A member
 * rises at once and keeps the level for a year, whatever happens; then it is decided anew. A change starts retention.
 */
@Service
public class Levels {

    private static final String TABLE = "member-level";
    private static final Set<Stage> SERVED = EnumSet.of(Stage.RETENTION, Stage.CHURN_WARNING, Stage.RECALL);

    private record Decided(String customerId, Level before, Level now, DecisionRecord decision) {

        boolean rises() {
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

    /** Lets those rise who have earned enough. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void promote(Collection<String> customerIds, String cause) {
        decide(customerIds, cause, false);
    }

    /** Decides anew on those of the members from one id to another, both included, whose year is over. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void review(String fromCustomerId, String toCustomerId, String cause) {
        decide(repository.levelsOver(fromCustomerId, toCustomerId, clock.instant()), cause, true);
    }

    /** Decides on the level of a customer who got the points of another one, and starts retention if it is not what it was. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void afterMerge(String customerId, Optional<Level> before, String cause) {
        Optional<Level> kept = repository.level(customerId);
        if (before.isPresent() && !kept.equals(before)) {
            start(List.of(begin(customerId, before.get(), kept.orElseThrow())));
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
        List<Decided> decided = repository.standings(customerIds, yearAgo).parallelStream()
                .map(member -> decided(member, table, cause))
                .filter(member -> yearOver || member.rises())
                .toList();
        List<DecisionRecord> kept = new ArrayList<>();
        List<Journeys.StartRequest> begins = new ArrayList<>();
        for (Decided member : decided) {
            kept.add(member.decision());
            move(member.customerId(), member.before(), member.now(), member.decision());
            if (member.now() != member.before()) {
                begins.add(begin(member.customerId(), member.before(), member.now()));
            }
        }
        decisions.save(kept);
        start(begins);
    }

    private static Decided decided(MemberStanding member, Decisions.DecisionTable table, String cause) {
        DecisionRecord decision =
                table.decide(member.customerId(), Map.of(PointsDecisionInputs.EARNED_12M, member.earned()), cause);
        return new Decided(
                member.customerId(), member.level(), Level.valueOf((String) decision.output("level")), decision);
    }

    private void move(String customerId, Level from, Level to, DecisionRecord decision) {
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

    private static Journeys.StartRequest begin(String customerId, Level before, Level now) {
        return new Journeys.StartRequest(customerId, "retention", "level " + before + " → " + now, Map.of());
    }

    private void start(List<Journeys.StartRequest> begins) {
        if (begins.isEmpty()) {
            return;
        }
        Map<String, CustomerState> standings = journeys.lock(
                begins.stream().map(Journeys.StartRequest::customerId).toList());
        journeys.start(begins.stream()
                .filter(begin ->
                        SERVED.contains(standings.get(begin.customerId()).stage()))
                .toList());
    }
}

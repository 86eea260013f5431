package io.perennial.customer.profile;

import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.dmn.DecisionFailedException;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Decides tiers by table, records changes and starts the journeys that follow from them. */
@Component
public class Tiers {

    /** A tier change with the decision that caused it. */
    public record Change(String customerId, Stage stage, Tier from, Tier to, DecisionRecord decision) {}

    static final String TABLE = "customer-tier";
    private static final String INSERT = """
            insert into tier_change (seq, customer_id, at, from_tier, to_tier, decision_seq) values (?, ?, ?, ?, ?, ?)""";
    private static final Set<Stage> RETENTION_RUNS_IN = EnumSet.of(Stage.RETENTION, Stage.CHURN_WARNING, Stage.RECALL);

    private final Decisions decisions;
    private final Journeys journeys;
    private final JdbcTemplate jdbc;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    Tiers(Decisions decisions, Journeys journeys, JdbcTemplate jdbc, BusinessClock clock, SequenceIds sequence) {
        this.decisions = decisions;
        this.journeys = journeys;
        this.jdbc = jdbc;
        this.clock = clock;
        this.sequence = sequence;
    }

    /** Decides the tier of each profile and sets it; the caller saves the profiles. */
    public List<Change> decide(Map<Profile, Facts> profiles, String cause) {
        return decider(cause).apply(profiles);
    }

    /** Returns the same function for use on another thread, with the table version of this transaction. */
    public Function<Map<Profile, Facts>, List<Change>> decider(String cause) {
        Instant now = clock.instant();
        Decisions.DecisionTable table = decisions.table(TABLE);
        return profiles -> List.copyOf(profiles.entrySet()).parallelStream()
                .map(entry -> decide(entry.getKey(), entry.getValue(), table, cause, now))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Change> decide(
            Profile profile, Facts facts, Decisions.DecisionTable table, String cause, Instant now) {
        DecisionRecord decision;
        try {
            decision = table.decide(profile.customerId(), facts.asMap(), cause);
        } catch (DecisionFailedException failed) {
            // The tier stays until the table is repaired; the next event or review decides it again.
            return Optional.empty();
        }
        Tier before = profile.tier();
        Tier tier = Tier.valueOf((String) decision.output("tier"));
        if (tier == before) {
            return Optional.empty();
        }
        profile.changeTier(tier, now);
        return Optional.of(new Change(profile.customerId(), profile.stage(), before, tier, decision));
    }

    /** Records changes of saved profiles and starts the journeys that follow from them. */
    public void applyChanges(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        decisions.save(changes.stream().map(Change::decision).toList());
        String now = SqlTime.of(clock.instant());
        jdbc.batchUpdate(INSERT, changes, 1000, (row, change) -> {
            row.setLong(1, sequence.next());
            row.setString(2, change.customerId());
            row.setString(3, now);
            row.setString(4, change.from().name());
            row.setString(5, change.to().name());
            row.setLong(6, change.decision().seq());
        });
        List<Journeys.StartRequest> requests = new ArrayList<>();
        for (Change change : changes) {
            String why = "tier " + change.from() + " → " + change.to();
            if (RETENTION_RUNS_IN.contains(change.stage())) {
                requests.add(new Journeys.StartRequest(change.customerId(), "retention", why, Map.of()));
            }
            if (change.to() == Tier.RISK) {
                requests.add(new Journeys.StartRequest(change.customerId(), "risk-watch", why, Map.of()));
            }
        }
        journeys.start(requests);
    }
}

package io.perennial.customer.profile;

import io.perennial.customer.profile.DailyAggregates.View;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.decision.Decisions.DecisionTable;
import io.perennial.platform.engine.dmn.DecisionFailedException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Draws tags from the tables {@code need-tags}, asked about every page view that is kept, and {@code risk-tags}, asked about
 * the facts. What comes out depends on what happened and on the time only, not on the tags there were. Draws by one version of
 * each table, on any thread.
 */
final class Tagger {

    static final String NEEDS = "need-tags";
    static final String RISKS = "risk-tags";
    private static final Duration WEEK = Duration.ofDays(7);

    /** A row that holds: the tag it gives, how long, and what it is drawn from. */
    private record Given(String tag, Duration validity, String evidence, String rule, int version) {}

    private record Context(String category, String page, int views) {}

    private final DecisionTable needTags;
    private final DecisionTable riskTags;

    Tagger(Decisions decisions) {
        this.needTags = decisions.table(NEEDS);
        this.riskTags = decisions.table(RISKS);
    }

    /** Sets the tags of a profile as they follow from its facts. */
    void decide(Profile profile, Facts facts) {
        SortedMap<String, Tag> tags = new TreeMap<>();
        try {
            Stream.concat(needs(profile, facts).stream(), risks(profile, facts).stream())
                    .filter(tag -> tag.holdsAt(facts.now()))
                    .forEach(tag ->
                            tags.merge(tag.tag(), tag, (a, b) -> a.until().isBefore(b.until()) ? b : a));
        } catch (DecisionFailedException failed) {
            // The tags stay until the table is repaired; the next event or review decides them again.
            return;
        }
        profile.tagged(tags);
        facts.retag();
    }

    private List<Tag> needs(Profile profile, Facts facts) {
        if (profile.book.views.isEmpty()) {
            return List.of();
        }
        List<View> views = profile.book.views.stream()
                .sorted(Comparator.comparing(View::mark))
                .toList();
        Map<Context, List<Given>> answers = new HashMap<>();
        Map<String, List<Tag>> grants = new HashMap<>();
        for (View view : views) {
            List<View> week = views.stream()
                    .filter(other -> other.category().equals(view.category())
                            && !other.mark().isAfter(view.mark())
                            && !other.at().isBefore(view.at().minus(WEEK)))
                    .toList();
            for (Given given : needs(profile, facts, view, week.size(), answers)) {
                int enough = 1;
                while (needs(profile, facts, view, enough, answers).stream()
                        .noneMatch(other -> other.rule().equals(given.rule()))) {
                    enough++;
                }
                List<String> evidence = week.subList(week.size() - enough, week.size()).stream()
                        .map(View::eventId)
                        .toList();
                grants.computeIfAbsent(given.tag(), tag -> new ArrayList<>()).add(tag(given, view.at(), evidence));
            }
        }
        return grants.values().stream().map(Tagger::joined).toList();
    }

    private List<Given> needs(Profile profile, Facts facts, View view, int views, Map<Context, List<Given>> answers) {
        return answers.computeIfAbsent(new Context(view.category(), view.page(), views), context -> {
            Map<String, Object> inputs = new HashMap<>(facts.asMap());
            inputs.put(Fact.VIEWED_CATEGORY.key(), context.category());
            inputs.put(Fact.VIEWED_PAGE.key(), context.page().isEmpty() ? null : context.page());
            inputs.put(Fact.VIEWS_7D.key(), context.views());
            return ask(needTags, profile, inputs);
        });
    }

    /** Grants that follow each other without a gap are one: from its first to its last moment, with the latest evidence. */
    private static Tag joined(List<Tag> grants) {
        Tag joined = grants.get(0);
        for (Tag next : grants.subList(1, grants.size())) {
            boolean gap = next.since().isAfter(joined.until());
            Instant until = joined.until().isAfter(next.until()) ? joined.until() : next.until();
            joined = new Tag(
                    next.tag(),
                    gap ? next.since() : joined.since(),
                    until,
                    next.rule(),
                    next.version(),
                    next.evidence());
        }
        return joined;
    }

    private List<Tag> risks(Profile profile, Facts facts) {
        return ask(riskTags, profile, facts.asMap()).stream()
                .map(given -> risk(given, profile, facts))
                .toList();
    }

    private static Tag risk(Given given, Profile profile, Facts facts) {
        List<EventStamp> evidence = switch (given.evidence() == null ? "" : given.evidence()) {
            case "REPAYMENTS" -> profile.book.bills.repaid();
            case "OVERDUE" -> overdueInAYear(profile, facts.today());
            default -> List.of();
        };
        if (evidence.isEmpty()) {
            Tag before = profile.tags.get(given.tag());
            return before != null
                            && before.holdsAt(facts.now())
                            && before.rule().equals(given.rule())
                    ? before
                    : tag(given, facts.now(), List.of());
        }
        Instant last = evidence.stream()
                .map(EventStamp::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return tag(given, last, evidence.stream().map(EventStamp::eventId).toList());
    }

    private static List<EventStamp> overdueInAYear(Profile profile, LocalDate today) {
        return profile.book.bills.overdue().stream()
                .filter(mark -> profile.book.day(mark.at()).isAfter(today.minusMonths(12)))
                .toList();
    }

    private static Tag tag(Given given, Instant since, List<String> evidence) {
        return new Tag(given.tag(), since, since.plus(given.validity()), given.rule(), given.version(), evidence);
    }

    private List<Given> ask(DecisionTable table, Profile profile, Map<String, Object> inputs) {
        DecisionRecord decision = table.decide(profile.customerId, inputs, "tags");
        List<Given> given = new ArrayList<>();
        for (int row = 0; row < decision.outputs().size(); row++) {
            Map<String, Object> output = decision.outputs().get(row);
            given.add(new Given(
                    (String) output.get("tag"),
                    Duration.ofDays(((Number) output.get("days")).longValue()),
                    (String) output.get("evidence"),
                    decision.rules().get(row),
                    decision.version()));
        }
        return given;
    }
}

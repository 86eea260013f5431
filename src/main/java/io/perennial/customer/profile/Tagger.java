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
 * Decides tags by the tables {@code need-tags}, evaluated for each stored page view, and {@code risk-tags}, evaluated for the
 * facts. The result depends on the events and the time, not on earlier tags. Uses one version of each table and is thread-safe.
 */
final class Tagger {

    static final String NEEDS = "need-tags";
    static final String RISKS = "risk-tags";
    private static final Duration WEEK = Duration.ofDays(7);

    /** A matching row: its tag, the validity, and the kind of evidence. */
    private record TagRule(String tag, Duration validity, String evidence, String ruleId, int version) {}

    private record Context(String category, String page, int views) {}

    private final DecisionTable needTags;
    private final DecisionTable riskTags;

    Tagger(Decisions decisions) {
        this.needTags = decisions.table(NEEDS);
        this.riskTags = decisions.table(RISKS);
    }

    /** Sets the tags that follow from the profile and its facts. */
    void decide(Profile profile, Facts facts) {
        SortedMap<String, Tag> tags = new TreeMap<>();
        try {
            Stream.concat(needTags(profile, facts).stream(), riskTags(profile, facts).stream())
                    .filter(tag -> tag.isValidAt(facts.now()))
                    .forEach(tag ->
                            tags.merge(tag.tag(), tag, (a, b) -> a.until().isBefore(b.until()) ? b : a));
        } catch (DecisionFailedException failed) {
            // The tags stay until the table is repaired; the next event or review decides them again.
            return;
        }
        profile.setTags(tags);
        facts.refreshTags();
    }

    private List<Tag> needTags(Profile profile, Facts facts) {
        if (profile.aggregates.views.isEmpty()) {
            return List.of();
        }
        List<View> views = profile.aggregates.views.stream()
                .sorted(Comparator.comparing(View::stamp))
                .toList();
        Map<Context, List<TagRule>> cache = new HashMap<>();
        Map<String, List<Tag>> candidates = new HashMap<>();
        for (View view : views) {
            List<View> week = views.stream()
                    .filter(other -> other.category().equals(view.category())
                            && !other.stamp().isAfter(view.stamp())
                            && !other.at().isBefore(view.at().minus(WEEK)))
                    .toList();
            for (TagRule rule : matchingRules(profile, facts, view, week.size(), cache)) {
                int needed = 1;
                while (matchingRules(profile, facts, view, needed, cache).stream()
                        .noneMatch(other -> other.ruleId().equals(rule.ruleId()))) {
                    needed++;
                }
                List<String> evidence = week.subList(week.size() - needed, week.size()).stream()
                        .map(View::eventId)
                        .toList();
                candidates.computeIfAbsent(rule.tag(), tag -> new ArrayList<>()).add(tag(rule, view.at(), evidence));
            }
        }
        return candidates.values().stream().map(Tagger::merged).toList();
    }

    private List<TagRule> matchingRules(
            Profile profile, Facts facts, View view, int views, Map<Context, List<TagRule>> cache) {
        return cache.computeIfAbsent(new Context(view.category(), view.page(), views), context -> {
            Map<String, Object> inputs = new HashMap<>(facts.asMap());
            inputs.put(Fact.VIEWED_CATEGORY.key(), context.category());
            inputs.put(Fact.VIEWED_PAGE.key(), context.page().isEmpty() ? null : context.page());
            inputs.put(Fact.VIEWS_7D.key(), context.views());
            return evaluate(needTags, profile, inputs);
        });
    }

    /** Merges candidates that follow each other without a gap: from the first to the last instant, with the latest evidence. */
    private static Tag merged(List<Tag> candidates) {
        Tag merged = candidates.get(0);
        for (Tag next : candidates.subList(1, candidates.size())) {
            boolean gap = next.since().isAfter(merged.until());
            Instant until = merged.until().isAfter(next.until()) ? merged.until() : next.until();
            merged = new Tag(
                    next.tag(),
                    gap ? next.since() : merged.since(),
                    until,
                    next.rule(),
                    next.version(),
                    next.evidence());
        }
        return merged;
    }

    private List<Tag> riskTags(Profile profile, Facts facts) {
        return evaluate(riskTags, profile, facts.asMap()).stream()
                .map(rule -> riskTag(rule, profile, facts))
                .toList();
    }

    private static Tag riskTag(TagRule rule, Profile profile, Facts facts) {
        List<EventStamp> evidence = switch (rule.evidence() == null ? "" : rule.evidence()) {
            case "REPAYMENTS" -> profile.aggregates.bills.repaid();
            case "OVERDUE" -> overdueInLastYear(profile, facts.today());
            default -> List.of();
        };
        if (evidence.isEmpty()) {
            Tag before = profile.tags.get(rule.tag());
            return before != null
                            && before.isValidAt(facts.now())
                            && before.rule().equals(rule.ruleId())
                    ? before
                    : tag(rule, facts.now(), List.of());
        }
        Instant last = evidence.stream()
                .map(EventStamp::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return tag(rule, last, evidence.stream().map(EventStamp::eventId).toList());
    }

    private static List<EventStamp> overdueInLastYear(Profile profile, LocalDate today) {
        return profile.aggregates.bills.overdue().stream()
                .filter(stamp -> profile.aggregates.day(stamp.at()).isAfter(today.minusMonths(12)))
                .toList();
    }

    private static Tag tag(TagRule rule, Instant since, List<String> evidence) {
        return new Tag(rule.tag(), since, since.plus(rule.validity()), rule.ruleId(), rule.version(), evidence);
    }

    private List<TagRule> evaluate(DecisionTable table, Profile profile, Map<String, Object> inputs) {
        DecisionRecord decision = table.decide(profile.customerId, inputs, "tags");
        List<TagRule> rules = new ArrayList<>();
        for (int row = 0; row < decision.outputs().size(); row++) {
            Map<String, Object> output = decision.outputs().get(row);
            rules.add(new TagRule(
                    (String) output.get("tag"),
                    Duration.ofDays(((Number) output.get("days")).longValue()),
                    (String) output.get("evidence"),
                    decision.rules().get(row),
                    decision.version()));
        }
        return rules;
    }
}

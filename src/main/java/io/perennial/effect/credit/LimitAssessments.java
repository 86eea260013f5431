package io.perennial.effect.credit;

import io.perennial.customer.event.AcceptedEvent;
import io.perennial.customer.event.AcceptedEventListener;
import io.perennial.customer.event.EventStore;
import io.perennial.customer.event.EventType;
import io.perennial.customer.profile.Fact;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Sets limits by {@code CREDIT_ASSESSED}, with one rule for limit, grade and ties: assessments follow each other by
 * {@code occurredAt}, those of one instant by their ids, in any order of arrival and batching.
 *
 * <ul>
 *   <li>The last assessment that names a grade gives the grade, the last that names a limit the limit.
 *   <li>That limit is capped by {@code limit-cap} with the grade that was valid then, named with it or before. A later grade alone
 *       changes no limit; a late one that belongs before it does.
 *   <li>Raises by tickets and tiers made after it are added, each within the cap it was made under; those made before it are
 *       replaced.
 *   <li>While credit is frozen the limit is only lowered; unfreezing does not make up for a raise that was withheld.
 * </ul>
 *
 * Called before journeys start and wake, whose steps read the limit.
 */
@Component
class LimitAssessments implements AcceptedEventListener {

    private static final String LIMIT_CAP = "limit-cap";
    private static final Comparator<AcceptedEvent> ORDER =
            Comparator.comparing(AcceptedEvent::occurredAt).thenComparing(AcceptedEvent::eventId);

    /**
     * The assessment that sets a customer's limit.
     *
     * @param limit the assessment that names the limit
     * @param seq   sequence number: raises with a larger one follow it
     * @param grade the grade that caps it; null where none was named
     * @param cause the event that brought the change
     */
    private record Current(AcceptedEvent limit, long seq, String grade, String cause) {}

    private final EventStore events;
    private final Decisions decisions;
    private final CreditService credit;

    LimitAssessments(EventStore events, Decisions decisions, CreditService credit) {
        this.events = events;
        this.decisions = decisions;
        this.credit = credit;
    }

    @Override
    public boolean beforeJourneys() {
        return true;
    }

    @Override
    public void onAccepted(List<AcceptedEvent> accepted) {
        Map<String, List<AcceptedEvent>> arrived = accepted.stream()
                .filter(event -> event.type() == EventType.CREDIT_ASSESSED)
                .sorted(ORDER)
                .collect(Collectors.groupingBy(AcceptedEvent::customerId, LinkedHashMap::new, Collectors.toList()));
        if (arrived.isEmpty()) {
            return;
        }
        Map<String, Account> accounts = credit.accounts(arrived.keySet());
        Map<String, Current> current = new LinkedHashMap<>();
        Map<String, List<AcceptedEvent>> late = new LinkedHashMap<>();
        arrived.forEach((customerId, assessments) -> {
            Instant lastAssessed = accounts.get(customerId).assessedAt();
            boolean inOrder = lastAssessed == null
                    || assessments.stream().allMatch(event -> event.occurredAt().isAfter(lastAssessed));
            if (!inOrder) {
                late.put(customerId, assessments);
            } else if (assessments.stream().anyMatch(LimitAssessments::namesLimit)) {
                findCurrent(assessments)
                        .ifPresentOrElse(
                                found -> current.put(customerId, found), () -> late.put(customerId, assessments));
            }
        });
        current.putAll(findCurrentInHistory(late));
        Map<String, Map<String, Object>> facts = new HashMap<>();
        arrived.forEach((customerId, assessments) ->
                facts.put(customerId, assessments.get(0).facts()));
        assess(current, facts);
    }

    /** The current assessment without reading the history; empty when the profile's grade is not the one of the last limit. */
    private static Optional<Current> findCurrent(List<AcceptedEvent> arrived) {
        return last(arrived.stream().filter(LimitAssessments::namesLimit))
                .filter(limit -> limit.profile().isGradedBy(limit.eventId(), limit.occurredAt()))
                .map(limit -> new Current(limit, Long.MAX_VALUE, limit.profile().grade(), cause(limit)));
    }

    private Map<String, Current> findCurrentInHistory(Map<String, List<AcceptedEvent>> late) {
        Map<String, Current> current = new LinkedHashMap<>();
        Map<String, List<AcceptedEvent>> histories = events.creditAssessments(late.keySet()).stream()
                .collect(Collectors.groupingBy(AcceptedEvent::customerId));
        late.forEach((customerId, arrived) -> {
            Set<String> ids = arrived.stream().map(AcceptedEvent::eventId).collect(Collectors.toSet());
            findCurrent(histories.get(customerId), event -> ids.contains(event.eventId()))
                    .ifPresent(found -> current.put(customerId, found));
        });
        return current;
    }

    /** The current assessment by the history; empty when there is no limit, or neither it nor its grade is new. */
    private static Optional<Current> findCurrent(List<AcceptedEvent> history, Predicate<AcceptedEvent> isNew) {
        Optional<AcceptedEvent> found = last(history.stream().filter(LimitAssessments::namesLimit));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        AcceptedEvent limit = found.get();
        Optional<AcceptedEvent> graded =
                last(history.stream().filter(event -> event.text("grade") != null && ORDER.compare(event, limit) <= 0));
        String grade = graded.map(event -> event.text("grade")).orElse(null);
        return Stream.concat(Stream.of(limit), graded.stream())
                .filter(isNew)
                .findFirst()
                .map(arrived -> new Current(limit, limit.seq(), grade, cause(arrived)));
    }

    /** After a merge, the assessments of both ids form one history. */
    @Override
    public void onMerged(String customerId, String cause, Map<String, Object> facts) {
        findCurrent(events.creditAssessments(Set.of(customerId)), event -> true)
                .map(found -> new Current(found.limit(), found.seq(), found.grade(), cause))
                .ifPresent(found -> assess(Map.of(customerId, found), Map.of(customerId, facts)));
    }

    private static boolean namesLimit(AcceptedEvent event) {
        return event.data().hasNonNull("limit");
    }

    private static Optional<AcceptedEvent> last(Stream<AcceptedEvent> events) {
        return events.max(ORDER);
    }

    private static String cause(AcceptedEvent event) {
        return "event:" + event.eventId();
    }

    private void assess(Map<String, Current> current, Map<String, Map<String, Object>> facts) {
        List<DecisionRecord> caps = new ArrayList<>();
        List<Assessment> assessments = new ArrayList<>();
        current.forEach((customerId, found) -> {
            Map<String, Object> inputs = new HashMap<>(facts.get(customerId));
            inputs.put(Fact.CREDIT_GRADE.key(), found.grade());
            DecisionRecord cap = decisions.decide(LIMIT_CAP, customerId, inputs, found.cause());
            caps.add(cap);
            assessments.add(new Assessment(
                    found.cause(),
                    customerId,
                    found.limit().occurredAt(),
                    found.seq(),
                    found.limit().money("limit"),
                    new BigDecimal(cap.output("limitCap").toString()),
                    found.cause()));
        });
        decisions.save(caps);
        credit.assessAll(assessments);
    }
}

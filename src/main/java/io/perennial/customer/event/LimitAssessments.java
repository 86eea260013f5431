package io.perennial.customer.event;

import io.perennial.customer.event.EventStore.Kept;
import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.credit.Account;
import io.perennial.effect.credit.Assessment;
import io.perennial.effect.credit.CreditService;
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
 * Sets limits by {@code CREDIT_ASSESSED}, by one rule for limit, grade and ties: assessments follow each other by
 * {@code occurredAt}, those of one instant by their ids, in whatever order and batches they arrive.
 *
 * <ul>
 *   <li>The last assessment that names a grade gives the grade, the last that names a limit the limit.
 *   <li>That limit is cut to {@code limit-cap} by the grade that was in force then, named with it or before. A later grade
 *       alone changes no limit, a late one that belongs before it does.
 *   <li>Raises by tickets and tiers that were made after it stay on top, each within the cap it was made under; those made before
 *       are replaced.
 *   <li>While credit is frozen the limit goes down only, whatever arrives; what was not raised then is not raised by unfreezing.
 * </ul>
 */
@Component
class LimitAssessments {

    private static final String LIMIT_CAP = "limit-cap";
    private static final Comparator<CustomerEvent> ORDER =
            Comparator.comparing(CustomerEvent::occurredAt).thenComparing(CustomerEvent::eventId);

    /** The assessment that sets a limit, the one whose grade caps it, and which of them has just arrived. */
    private record InForce(CustomerEvent limit, long seq, String grade, CustomerEvent arrived) {}

    private final EventStore store;
    private final Decisions decisions;
    private final CreditService credit;

    LimitAssessments(EventStore store, Decisions decisions, CreditService credit) {
        this.store = store;
        this.decisions = decisions;
        this.credit = credit;
    }

    /** Applies what has just been stored; of these customers the facts are those after it. */
    void apply(Map<String, Profile> known, Map<Profile, Facts> facts, List<CustomerEvent> events) {
        Map<String, List<CustomerEvent>> arrived = events.stream()
                .filter(event -> event.type() == EventType.CREDIT_ASSESSED)
                .sorted(ORDER)
                .collect(Collectors.groupingBy(CustomerEvent::customerId, LinkedHashMap::new, Collectors.toList()));
        if (arrived.isEmpty()) {
            return;
        }
        Map<String, Account> accounts = credit.accounts(arrived.keySet());
        Map<String, InForce> inForce = new LinkedHashMap<>();
        Map<String, List<CustomerEvent>> late = new LinkedHashMap<>();
        arrived.forEach((customerId, some) -> {
            Instant before = accounts.get(customerId).assessedAt();
            boolean follows = before == null
                    || some.stream().allMatch(event -> event.occurredAt().isAfter(before));
            if (!follows) {
                late.put(customerId, some);
            } else if (some.stream().anyMatch(LimitAssessments::namesLimit)) {
                inOrder(known.get(customerId), some)
                        .ifPresentOrElse(found -> inForce.put(customerId, found), () -> late.put(customerId, some));
            }
        });
        inForce.putAll(ofHistory(late));
        assess(inForce, known, facts);
    }

    /** Where nothing before matters: the grade in force at the last limit is the profile's; empty where that is not so. */
    private static Optional<InForce> inOrder(Profile profile, List<CustomerEvent> arrived) {
        return last(arrived.stream().filter(LimitAssessments::namesLimit))
                .filter(limit -> profile.isGradedBy(limit.eventId(), limit.occurredAt()))
                .map(limit -> new InForce(limit, Long.MAX_VALUE, profile.grade(), limit));
    }

    private Map<String, InForce> ofHistory(Map<String, List<CustomerEvent>> late) {
        Map<String, InForce> inForce = new LinkedHashMap<>();
        Map<String, List<Kept>> histories = store.assessments(late.keySet()).stream()
                .collect(Collectors.groupingBy(kept -> kept.event().customerId()));
        late.forEach((customerId, arrived) -> {
            Set<String> ids = arrived.stream().map(CustomerEvent::eventId).collect(Collectors.toSet());
            ofHistory(histories.get(customerId), event -> ids.contains(event.eventId()))
                    .ifPresent(found -> inForce.put(customerId, found));
        });
        return inForce;
    }

    /** Empty where no limit was named, or where neither it nor the grade that caps it is new. */
    private static Optional<InForce> ofHistory(List<Kept> history, Predicate<CustomerEvent> isNew) {
        Optional<Kept> limit =
                history.stream().filter(kept -> namesLimit(kept.event())).max(Comparator.comparing(Kept::event, ORDER));
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        CustomerEvent event = limit.get().event();
        Optional<CustomerEvent> graded = last(history.stream()
                .map(Kept::event)
                .filter(other -> other.text("grade") != null && ORDER.compare(other, event) <= 0));
        String grade = graded.map(one -> one.text("grade")).orElse(null);
        return Stream.concat(Stream.of(event), graded.stream())
                .filter(isNew)
                .findFirst()
                .map(arrived -> new InForce(event, limit.get().seq(), grade, arrived));
    }

    /** The assessments of two customers who are one now make one history. */
    void merged(Map<Profile, Facts> united, CustomerEvent merge) {
        united.forEach((profile, facts) -> {
            List<Kept> history = store.assessments(Set.of(profile.customerId()));
            ofHistory(history, event -> true)
                    .map(found -> new InForce(found.limit(), found.seq(), found.grade(), merge))
                    .ifPresent(found ->
                            assess(Map.of(profile.customerId(), found), Map.of(profile.customerId(), profile), united));
        });
    }

    private static boolean namesLimit(CustomerEvent event) {
        return event.data().hasNonNull("limit");
    }

    private static Optional<CustomerEvent> last(Stream<CustomerEvent> events) {
        return events.max(ORDER);
    }

    private void assess(Map<String, InForce> inForce, Map<String, Profile> known, Map<Profile, Facts> facts) {
        List<DecisionRecord> caps = new ArrayList<>();
        List<Assessment> assessments = new ArrayList<>();
        inForce.forEach((customerId, found) -> {
            String cause = "event:" + found.arrived().eventId();
            Map<String, Object> inputs =
                    new HashMap<>(facts.get(known.get(customerId)).asMap());
            inputs.put(Fact.CREDIT_GRADE.key(), found.grade());
            DecisionRecord cap = decisions.decide(LIMIT_CAP, customerId, inputs, cause);
            caps.add(cap);
            assessments.add(new Assessment(
                    cause,
                    customerId,
                    found.limit().occurredAt(),
                    found.seq(),
                    found.limit().money("limit"),
                    new BigDecimal(cap.output("limitCap").toString()),
                    cause));
        });
        decisions.save(caps);
        credit.assessAll(assessments);
    }
}

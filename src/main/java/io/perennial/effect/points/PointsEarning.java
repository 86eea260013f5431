package io.perennial.effect.points;

import io.perennial.customer.event.AcceptedEvent;
import io.perennial.customer.event.AcceptedEventListener;
import io.perennial.customer.event.EventType;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.points.PointsService.Award;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Awards points for events by {@code points-earning}: once for each order, bill and day with a check-in, in any order of
 * arrival. Of two reports of one order the earlier one earns. A cancelled order has its points reversed, or earns none when the
 * cancellation arrived first.
 */
@Component
class PointsEarning implements AcceptedEventListener {

    private static final String TABLE = "points-earning";

    /** Limit of one award, so that sums stay within a long. */
    private static final long MAX_POINTS = 1_000_000_000_000L;

    private static final Set<EventType> EARNING_EVENTS =
            EnumSet.of(EventType.ORDER_PLACED, EventType.REPAYMENT_MADE, EventType.CHECKED_IN);

    private record EarningDecision(String occasion, DecisionRecord decision, List<Award> awards) {}

    private final PointsService points;
    private final CheckIns checkIns;
    private final Levels levels;
    private final Decisions decisions;

    PointsEarning(PointsService points, CheckIns checkIns, Levels levels, Decisions decisions) {
        this.points = points;
        this.checkIns = checkIns;
        this.levels = levels;
        this.decisions = decisions;
    }

    @Override
    public void onAccepted(List<AcceptedEvent> events) {
        List<AcceptedEvent> earning = events.stream()
                .filter(event -> EARNING_EVENTS.contains(event.type()) && event.counts())
                .toList();
        if (!earning.isEmpty()) {
            earn(earning);
        }
        List<AcceptedEvent> cancelled = events.stream()
                .filter(event -> event.type() == EventType.ORDER_CANCELLED)
                .toList();
        if (!cancelled.isEmpty()) {
            reverse(cancelled);
        }
    }

    private void earn(List<AcceptedEvent> earning) {
        CheckIns.Recorded recorded = checkIns.record(earning);
        Map<String, Map<String, List<String>>> before = earnedFor(earning.stream()
                .filter(event -> event.repeated() || recorded.repeated().contains(occasion(event)))
                .toList());
        Decisions.DecisionTable table = decisions.table(TABLE);
        earning.stream()
                .filter(PointsEarning::correctsOrder)
                .forEach(event -> reverse(before, event, "ORDER_CORRECTED"));
        List<EarningDecision> decided = earning.parallelStream()
                .filter(event -> correctsOrder(event)
                        || !before.getOrDefault(event.customerId(), Map.of()).containsKey(cause(event)))
                .map(event -> decide(event, table, recorded.complete()))
                .toList();
        List<Award> awards = new ArrayList<>();
        List<DecisionRecord> effective = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (EarningDecision one : decided) {
            if (!one.awards().isEmpty() && seen.add(one.occasion())) {
                effective.add(one.decision());
                awards.addAll(one.awards());
            }
        }
        decisions.save(effective);
        levels.promote(points.award(awards), "points");
    }

    /** Whether this report of an order supersedes one that placed it later. */
    private static boolean correctsOrder(AcceptedEvent event) {
        return event.type() == EventType.ORDER_PLACED && event.repeated();
    }

    private static EarningDecision decide(AcceptedEvent event, Decisions.DecisionTable table, Set<String> complete) {
        String cause = cause(event);
        String occasion = occasion(event);
        DecisionRecord decision = table.decide(event.customerId(), inputs(event, complete.contains(occasion)), cause);
        String key = correctsOrder(event) ? event.customerId() + "/event:" + event.eventId() : occasion;
        return new EarningDecision(occasion, decision, awards(event, decision, key, cause));
    }

    private static List<Award> awards(AcceptedEvent event, DecisionRecord decision, String key, String cause) {
        List<Award> awards = new ArrayList<>();
        for (int row = 0; row < decision.outputs().size(); row++) {
            Map<String, Object> output = decision.outputs().get(row);
            long points = output.get("points") instanceof Number number ? Math.min(number.longValue(), MAX_POINTS) : 0;
            if (points > 0) {
                awards.add(new Award(
                        "earn:" + key + ":" + row,
                        event.customerId(),
                        points,
                        event.occurredAt(),
                        (String) output.get("reason"),
                        cause));
            }
        }
        return awards;
    }

    private static Map<String, Object> inputs(AcceptedEvent event, boolean streakComplete) {
        Map<String, Object> inputs = new HashMap<>(event.facts());
        inputs.put(PointsDecisionInputs.EVENT_TYPE, event.type().name());
        inputs.put(PointsDecisionInputs.AMOUNT, event.type() == EventType.CHECKED_IN ? null : event.money("amount"));
        inputs.put(PointsDecisionInputs.ON_TIME, event.onTime());
        inputs.put(PointsDecisionInputs.STREAK_COMPLETE, streakComplete);
        return inputs;
    }

    private void reverse(List<AcceptedEvent> cancelled) {
        Map<String, Map<String, List<String>>> earned = earnedFor(cancelled);
        cancelled.forEach(event -> reverse(earned, event, "ORDER_CANCELLED"));
    }

    private void reverse(Map<String, Map<String, List<String>>> earned, AcceptedEvent order, String reason) {
        String cause = cause(order);
        earned.getOrDefault(order.customerId(), Map.of())
                .getOrDefault(cause, List.of())
                .forEach(key -> points.reverse("back:" + key, order.customerId(), key, reason, cause));
    }

    private Map<String, Map<String, List<String>>> earnedFor(List<AcceptedEvent> events) {
        return points.earnedFor(events.stream()
                .map(event -> new Object[] {event.customerId(), cause(event)})
                .toList());
    }

    /** The occasion that a customer earns points for once. Ids contain no slash, so occasions are unambiguous. */
    static String occasion(AcceptedEvent event) {
        return event.customerId() + "/" + cause(event);
    }

    /** The cause of points: an order, a bill or a day. */
    private static String cause(AcceptedEvent event) {
        return switch (event.type()) {
            case ORDER_PLACED, ORDER_CANCELLED -> "order:" + event.text("orderId");
            case REPAYMENT_MADE -> "bill:" + event.text("billId");
            case CHECKED_IN -> "check-in:" + event.day();
            default -> throw new IllegalArgumentException("No points for " + event.type());
        };
    }
}

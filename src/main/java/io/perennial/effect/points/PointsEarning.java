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
 * Points for what customers do, by {@code points-earning}: for an order, a bill and a day with a check-in once each, however
 * often and in whatever order it is heard of. Of two reports of one order the one that places it earlier earns. A cancelled order
 * takes its points back, or gets none where the cancellation came first.
 */
@Component
class PointsEarning implements AcceptedEventListener {

    private static final String TABLE = "points-earning";

    /** So that points of many awards never outgrow a number. */
    private static final long MOST = 1_000_000_000_000L;

    private static final Set<EventType> EARN =
            EnumSet.of(EventType.ORDER_PLACED, EventType.REPAYMENT_MADE, EventType.CHECKED_IN);

    private record Decided(String once, DecisionRecord decision, List<Award> awards) {}

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
    public void follow(List<AcceptedEvent> happenings) {
        List<AcceptedEvent> earning = happenings.stream()
                .filter(happening -> EARN.contains(happening.type()) && happening.counts())
                .toList();
        if (!earning.isEmpty()) {
            earn(earning);
        }
        List<AcceptedEvent> cancelled = happenings.stream()
                .filter(happening -> happening.type() == EventType.ORDER_CANCELLED)
                .toList();
        if (!cancelled.isEmpty()) {
            takeBack(cancelled);
        }
    }

    private void earn(List<AcceptedEvent> earning) {
        CheckIns.Recorded recorded = checkIns.record(earning);
        Map<String, Map<String, List<String>>> before = earnedFor(earning.stream()
                .filter(happening -> happening.again() || recorded.again().contains(once(happening)))
                .toList());
        Decisions.ByTable table = decisions.by(TABLE);
        earning.stream()
                .filter(PointsEarning::correctsOrder)
                .forEach(happening -> takeBack(before, happening, "ORDER_CORRECTED"));
        List<Decided> decided = earning.parallelStream()
                .filter(happening -> correctsOrder(happening)
                        || !before.getOrDefault(happening.customerId(), Map.of())
                                .containsKey(cause(happening)))
                .map(happening -> decided(happening, table, recorded.complete()))
                .toList();
        List<Award> awards = new ArrayList<>();
        List<DecisionRecord> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Decided one : decided) {
            if (!one.awards().isEmpty() && seen.add(one.once())) {
                kept.add(one.decision());
                awards.addAll(one.awards());
            }
        }
        decisions.keep(kept);
        levels.raise(points.award(awards), "points");
    }

    /** Whether an order earned by a report that is overtaken now by one that places it earlier. */
    private static boolean correctsOrder(AcceptedEvent happening) {
        return happening.type() == EventType.ORDER_PLACED && happening.again();
    }

    private static Decided decided(AcceptedEvent happening, Decisions.ByTable table, Set<String> complete) {
        String cause = cause(happening);
        String once = once(happening);
        DecisionRecord decision =
                table.decide(happening.customerId(), inputs(happening, complete.contains(once)), cause);
        String key = correctsOrder(happening) ? happening.customerId() + "/event:" + happening.eventId() : once;
        return new Decided(once, decision, awards(happening, decision, key, cause));
    }

    private static List<Award> awards(AcceptedEvent happening, DecisionRecord decision, String key, String cause) {
        List<Award> awards = new ArrayList<>();
        for (int row = 0; row < decision.outputs().size(); row++) {
            Map<String, Object> output = decision.outputs().get(row);
            long given = output.get("points") instanceof Number number ? Math.min(number.longValue(), MOST) : 0;
            if (given > 0) {
                awards.add(new Award(
                        "earn:" + key + ":" + row,
                        happening.customerId(),
                        given,
                        happening.occurredAt(),
                        (String) output.get("reason"),
                        cause));
            }
        }
        return awards;
    }

    private static Map<String, Object> inputs(AcceptedEvent happening, boolean streakComplete) {
        Map<String, Object> inputs = new HashMap<>(happening.facts());
        inputs.put(PointsDecisionInputs.EVENT_TYPE, happening.type().name());
        inputs.put(
                PointsDecisionInputs.AMOUNT,
                happening.type() == EventType.CHECKED_IN ? null : happening.money("amount"));
        inputs.put(PointsDecisionInputs.ON_TIME, happening.onTime());
        inputs.put(PointsDecisionInputs.STREAK_COMPLETE, streakComplete);
        return inputs;
    }

    private void takeBack(List<AcceptedEvent> cancelled) {
        Map<String, Map<String, List<String>>> earned = earnedFor(cancelled);
        cancelled.forEach(happening -> takeBack(earned, happening, "ORDER_CANCELLED"));
    }

    private void takeBack(Map<String, Map<String, List<String>>> earned, AcceptedEvent order, String reason) {
        String cause = cause(order);
        earned.getOrDefault(order.customerId(), Map.of())
                .getOrDefault(cause, List.of())
                .forEach(key -> points.reverse("back:" + key, order.customerId(), key, reason, cause));
    }

    private Map<String, Map<String, List<String>>> earnedFor(List<AcceptedEvent> happenings) {
        return points.earnedFor(happenings.stream()
                .map(happening -> new Object[] {happening.customerId(), cause(happening)})
                .toList());
    }

    /** What a customer gets points for but once; ids have no slash, so that no two are spelled alike. */
    static String once(AcceptedEvent happening) {
        return happening.customerId() + "/" + cause(happening);
    }

    /** What points are for: an order, a bill, or a day. */
    private static String cause(AcceptedEvent happening) {
        return switch (happening.type()) {
            case ORDER_PLACED, ORDER_CANCELLED -> "order:" + happening.text("orderId");
            case REPAYMENT_MADE -> "bill:" + happening.text("billId");
            case CHECKED_IN -> "check-in:" + happening.day();
            default -> throw new IllegalArgumentException("No points for " + happening.type());
        };
    }
}

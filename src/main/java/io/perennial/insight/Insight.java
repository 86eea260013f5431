package io.perennial.insight;

import io.perennial.insight.DayCounts.Source;
import io.perennial.insight.DayCounts.Sum;
import io.perennial.insight.DayCounts.Words;
import io.perennial.insight.InsightRepository.Budget;
import io.perennial.insight.InsightRepository.Calls;
import io.perennial.insight.InsightRepository.ChannelSums;
import io.perennial.insight.InsightRepository.CohortSum;
import io.perennial.insight.InsightRepository.Cost;
import io.perennial.insight.InsightRepository.Orders;
import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.jobs.JobBacklog;
import io.perennial.platform.engine.jobs.JobBacklog.Backlog;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.springframework.stereotype.Component;

/** The numbers of the dashboard. Days are in the configured time zone. */
@Component
class Insight {

    private static final int ACTIVATION_DAYS = 30;
    private static final Cost NO_COST = new Cost(null, null);

    /** Withheld reason of messages sent after the quiet hours; they count as messages. */
    private static final String HELD = "QUIET_HOURS";

    private static final Set<String> INACTIVE_STAGES = Set.of("CHURN_WARNING", "RECALL", "LOST");

    private final InsightRepository repository;
    private final DayCounts days;
    private final CouponOrders couponOrders;
    private final InsightAggregation aggregation;
    private final JobBacklog jobs;
    private final BusinessClock clock;

    Insight(
            InsightRepository repository,
            DayCounts days,
            CouponOrders couponOrders,
            InsightAggregation aggregation,
            JobBacklog jobs,
            BusinessClock clock) {
        this.repository = repository;
        this.days = days;
        this.couponOrders = couponOrders;
        this.aggregation = aggregation;
        this.jobs = jobs;
        this.clock = clock;
    }

    Today today() {
        aggregation.refreshForQuery();
        LocalDate today = clock.today();
        DateRange period = new DateRange(today, today);
        Map<Words, Sum> stages = days.sums(Source.STAGE, period);
        Map<Words, Sum> coupons = days.sums(Source.COUPON, period);
        Orders orders = repository.orders(today);
        Backlog backlog = jobs.latest();
        return new Today(
                today,
                clock.instant(),
                repository.customers(),
                repository.registeredOn(today),
                repository.activeOn(today),
                sum(stages, (from, to) -> from.equals("ACTIVATION") && to.equals("RETENTION"))
                        .times(),
                orders.orders(),
                orders.spend(),
                sum(coupons, (offer, state) -> state.equals("ISSUED")).times(),
                sum(coupons, (offer, state) -> state.equals("REDEEMED")).times(),
                sum(coupons, (offer, state) -> state.equals("REDEEMED")).amount(),
                sum(days.sums(Source.MESSAGE, period), (template, purpose) -> true)
                        .times(),
                sum(days.sums(Source.WITHHELD, period), (what, reason) -> !reason.equals(HELD))
                        .times(),
                sum(stages, (from, to) -> to.equals("CHURN_WARNING")).times(),
                sum(stages, (from, to) -> INACTIVE_STAGES.contains(from) && to.equals("RETENTION"))
                        .times(),
                sum(stages, (from, to) -> to.equals("LOST")).times(),
                repository.calls(today),
                repository.called(today),
                repository.tasks(),
                repository.journeys(),
                backlog.due(),
                backlog.oldest().toMinutes(),
                backlog.perSecond(),
                backlog.left() == null ? null : backlog.left().plusSeconds(59).toMinutes());
    }

    private static Sum sum(Map<Words, Sum> sums, BiPredicate<String, String> which) {
        return sums.entrySet().stream()
                .filter(sum -> which.test(sum.getKey().word(), sum.getKey().word2()))
                .map(Map.Entry::getValue)
                .reduce(Sum.NONE, Sum::plus);
    }

    Funnel funnel(LocalDate from, LocalDate to) {
        DateRange period = DateRange.of(from, to);
        aggregation.refreshForQuery();
        CohortSum sums = repository.cohortSum(period);
        List<FunnelStep> steps = List.of(
                step("REGISTERED", sums.customers(), sums.customers(), sums.customers()),
                step("ACTIVATED", sums.activated(), sums.customers(), sums.customers()),
                step("REPEATED", sums.repeated(), sums.customers(), sums.activated()));
        List<StageFlow> flow = days.sums(Source.STAGE, period).entrySet().stream()
                .filter(move -> !move.getKey().word().isEmpty())
                .map(move -> new StageFlow(
                        move.getKey().word(),
                        move.getKey().word2(),
                        move.getValue().times()))
                .toList();
        return new Funnel(from, to, steps, repository.stages(), flow);
    }

    private static FunnelStep step(String step, long customers, long registered, long before) {
        return new FunnelStep(step, customers, Shares.of(customers, registered), Shares.of(customers, before));
    }

    List<CohortRow> cohorts(LocalDate from, LocalDate to) {
        DateRange period = DateRange.of(from, to);
        DateRange months = new DateRange(
                period.from().withDayOfMonth(1), YearMonth.from(period.to()).atEndOfMonth());
        aggregation.refreshForQuery();
        Map<LocalDate, Map<Integer, Long>> active = repository.activeByMonth(months);
        YearMonth now = YearMonth.from(clock.today());
        List<CohortRow> rows = new ArrayList<>();
        repository.cohorts(months).forEach((month, customers) -> {
            if (customers > 0) {
                rows.add(cohort(YearMonth.from(month), customers, active.getOrDefault(month, Map.of()), now));
            }
        });
        return rows;
    }

    private static CohortRow cohort(YearMonth cohort, long customers, Map<Integer, Long> activeByMonth, YearMonth now) {
        long last = Math.min(ChronoUnit.MONTHS.between(cohort, now), CustomerCount.MONTHS - 1L);
        List<CohortRow.Month> months = new ArrayList<>();
        for (int month = 0; month <= last; month++) {
            long active = activeByMonth.getOrDefault(month, 0L);
            months.add(new CohortRow.Month(month, active, Shares.of(active, customers)));
        }
        return new CohortRow(cohort.toString(), customers, months);
    }

    List<ChannelRow> channels(LocalDate from, LocalDate to) {
        DateRange period = DateRange.of(from, to);
        aggregation.refreshForQuery();
        Map<String, Cost> costs = repository.costs(period);
        Map<String, ChannelRow> rows = new TreeMap<>();
        for (ChannelSums sums : repository.channels(period, clock.today().minusDays(ACTIVATION_DAYS))) {
            rows.put(sums.channel(), channel(sums, costs.getOrDefault(sums.channel(), NO_COST)));
        }
        costs.forEach((channel, cost) -> rows.computeIfAbsent(
                channel, name -> channel(new ChannelSums(name, 0, 0, 0, 0, 0, 0, 0, 0, Sum.NONE.amount()), cost)));
        return List.copyOf(rows.values());
    }

    private static ChannelRow channel(ChannelSums sums, Cost cost) {
        return new ChannelRow(
                sums.channel(),
                sums.customers(),
                sums.activated(),
                Shares.of(sums.activated(), sums.customers()),
                Shares.of(sums.activatedSoon(), sums.ripe()),
                sums.repeated(),
                sums.orders(),
                sums.spend(),
                Shares.of(sums.overdue(), sums.billed()),
                cost.cost(),
                cost.clicks(),
                Shares.each(cost.cost(), sums.customers()),
                Shares.each(cost.cost(), sums.activated()));
    }

    List<OfferRow> offers(LocalDate from, LocalDate to) {
        DateRange period = DateRange.of(from, to);
        Map<String, Map<String, Sum>> coupons = byFirst(days.sums(Source.COUPON, period));
        Map<String, Map<String, Sum>> responses = byFirst(days.sums(Source.RESPONSE, period));
        Map<String, Map<String, Sum>> withheld = byFirst(days.sums(Source.WITHHELD, period));
        Map<String, Budget> budgets = repository.budgets();
        Map<String, BigDecimal> orders = couponOrders.amounts(period);
        Set<String> offers = new TreeSet<>(budgets.keySet());
        offers.addAll(coupons.keySet());
        offers.addAll(responses.keySet());
        offers.addAll(orders.keySet());
        return offers.stream()
                .map(offer -> offer(
                        offer,
                        coupons.getOrDefault(offer, Map.of()),
                        responses.getOrDefault(offer, Map.of()),
                        withheld.getOrDefault(offer, Map.of()),
                        budgets.get(offer),
                        orders.getOrDefault(offer, Sum.NONE.amount())))
                .toList();
    }

    private static Map<String, Map<String, Sum>> byFirst(Map<Words, Sum> sums) {
        Map<String, Map<String, Sum>> byFirst = new HashMap<>();
        sums.forEach((words, sum) ->
                byFirst.computeIfAbsent(words.word(), word -> new HashMap<>()).put(words.word2(), sum));
        return byFirst;
    }

    private static OfferRow offer(
            String offer,
            Map<String, Sum> coupons,
            Map<String, Sum> responses,
            Map<String, Sum> withheld,
            Budget budget,
            BigDecimal orderAmount) {
        long issued = times(coupons, "ISSUED");
        long redeemed = times(coupons, "REDEEMED");
        long heldOut = times(withheld, "HOLDOUT");
        long outOfBudget = times(withheld, "BUDGET");
        long total = withheld.values().stream().mapToLong(Sum::times).sum();
        return new OfferRow(
                offer,
                issued,
                redeemed,
                Shares.of(redeemed, issued),
                times(coupons, "EXPIRED"),
                times(coupons, "REVOKED"),
                coupons.getOrDefault("REDEEMED", Sum.NONE).amount(),
                orderAmount,
                times(responses, "WON"),
                times(responses, "IGNORED"),
                times(responses, "LOST"),
                heldOut,
                outOfBudget,
                total - heldOut - outOfBudget,
                budget == null ? null : budget.count(),
                budget == null ? null : budget.countUsed(),
                budget == null ? null : budget.amount(),
                budget == null ? null : budget.amountUsed());
    }

    private static long times(Map<String, Sum> sums, String word) {
        return sums.getOrDefault(word, Sum.NONE).times();
    }

    List<CallbackRow> callbacks(LocalDate from, LocalDate to) {
        DateRange period = DateRange.of(from, to);
        Map<String, Map<String, Sum>> created = byFirst(days.sums(Source.CALLBACK, period));
        Map<String, Map<String, Sum>> outcomes = byFirst(days.sums(Source.OUTCOME, period));
        Map<String, Calls> open = repository.callbacksOpen(period);
        Map<String, Long> waiting = repository.callbacksWaiting();
        Set<String> kinds = new TreeSet<>(created.keySet());
        kinds.addAll(waiting.keySet());
        return kinds.stream()
                .map(kind -> callback(
                        kind,
                        times(created.getOrDefault(kind, Map.of()), ""),
                        outcomes.getOrDefault(kind, Map.of()),
                        open.getOrDefault(kind, Calls.NONE),
                        waiting.getOrDefault(kind, 0L)))
                .toList();
    }

    private static CallbackRow callback(
            String kind, long created, Map<String, Sum> outcomes, Calls open, long waiting) {
        long done = outcomes.values().stream().mapToLong(Sum::times).sum();
        long notReached = times(outcomes, "NOT_REACHED");
        return new CallbackRow(
                kind,
                created,
                done,
                open.calls(),
                open.overdue(),
                Math.max(0, created - done - open.calls()),
                waiting,
                times(outcomes, "WILL_RETURN"),
                times(outcomes, "HARDSHIP"),
                notReached,
                times(outcomes, "REFUSED"),
                Shares.of(done - notReached, done));
    }

    List<ReviewRow> reviews() {
        return repository.reviews();
    }
}

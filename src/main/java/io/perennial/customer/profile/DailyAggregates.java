package io.perennial.customer.profile;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.perennial.customer.profile.Profile.Bill;
import io.perennial.customer.profile.Profile.Order;
import io.perennial.customer.profile.Profile.VersionedField;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A customer's aggregates: lifetime totals, a small entry for each local day that a window can still reach, and the latest
 * page views. A late, repeated or cancelled order corrects its own day; nothing is recounted. The JSON is written with almost
 * every event, so its names are short; the long names of older rows are read as well.
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
final class DailyAggregates {

    /** Sums of one local day. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Day(
            @JsonProperty("o") @JsonAlias("orders") int orders,
            @JsonProperty("y") @JsonAlias("spend") BigDecimal spend,
            @JsonProperty("s") @JsonAlias("seconds") long seconds,
            @JsonProperty("c") @JsonAlias("contacts") int contacts) {

        Day plus(Day more) {
            return new Day(
                    orders + more.orders, spend.add(more.spend), seconds + more.seconds, contacts + more.contacts);
        }
    }

    record View(
            @JsonProperty("c") @JsonAlias("category") String category,
            @JsonProperty("p") @JsonAlias("page") String page,
            @JsonProperty("a") @JsonAlias("at") Instant at,
            @JsonProperty("e") @JsonAlias("eventId") String eventId) {

        View {
            page = page == null ? "" : page;
        }

        EventStamp stamp() {
            return new EventStamp(at, eventId);
        }
    }

    /** Page views of a category, and how many of them were of its installment page. */
    record ViewCount(
            @JsonProperty("v") @JsonAlias("views") int views,
            @JsonProperty("i") @JsonAlias("installment") int installment) {}

    /**
     * Aggregates of all bills.
     *
     * @param overdue the last overdue report of each bill, newest first: those of the last 13 months, at least one
     * @param repaid the last three repayments by their bills' due dates, newest first
     */
    record Bills(
            @JsonProperty("n") @JsonAlias("count") int count,
            @JsonProperty("t") @JsonAlias("onTime") int onTime,
            @JsonProperty("r") @JsonAlias("onTimeInARow") int onTimeInARow,
            @JsonProperty("d") @JsonAlias("delayTrend") BigDecimal delayTrend,
            @JsonProperty("o") @JsonAlias("overdue") List<EventStamp> overdue,
            @JsonProperty("p") @JsonAlias("repaid") List<EventStamp> repaid) {

        static final Bills EMPTY = new Bills(0, 0, 0, null, List.of(), List.of());

        Bills {
            overdue = overdue == null ? List.of() : overdue;
            repaid = repaid == null ? List.of() : repaid;
        }
    }

    static final BigDecimal ZERO = BigDecimal.ZERO.setScale(2);
    static final Set<String> CATEGORIES = Set.of("PHONE", "APPLIANCE", "FASHION", "HOME", "DIGITAL", "BABY");
    static final String INSTALLMENT = "INSTALLMENT";

    /** Age at which views are dropped, and so the longest validity of a tag derived from them. */
    static final Duration VIEW_RETENTION = Duration.ofDays(92);

    private static final int MAX_VIEWS_PER_PAGE = 30;
    private static final int MAX_VIEWS = 120;
    private static final int ACTIVITY_RETENTION_DAYS = 31;
    private static final int DAY_RETENTION_MONTHS = 13;
    private static final int LAST_BILLS = 3;

    @JsonProperty("z")
    @JsonAlias("zone")
    String zone;

    private transient ZoneId zoneId;
    /** Id of the registration event. */
    @JsonProperty("r")
    @JsonAlias("registration")
    String registration;

    @JsonProperty("o")
    @JsonAlias("orders")
    int orders;

    @JsonProperty("i")
    @JsonAlias("installments")
    int installments;

    @JsonProperty("p")
    @JsonAlias("periods")
    long periods;

    @JsonProperty("y")
    @JsonAlias("spent")
    BigDecimal spent = ZERO;

    @JsonProperty("l")
    @JsonAlias("lastOrderAt")
    Instant lastOrderAt;

    @JsonProperty("b")
    @JsonAlias("bills")
    Bills bills = Bills.EMPTY;

    @JsonProperty("c")
    @JsonAlias("categories")
    SortedMap<String, Integer> categories = new TreeMap<>();

    @JsonProperty("d")
    @JsonAlias("days")
    SortedMap<LocalDate, Day> days = new TreeMap<>();

    @JsonProperty("s")
    @JsonAlias("seen")
    SortedMap<String, ViewCount> seen = new TreeMap<>();

    @JsonProperty("v")
    @JsonAlias("views")
    List<View> views = new ArrayList<>();

    @JsonProperty("w")
    @JsonAlias("words")
    Map<VersionedField, EventStamp> versions = new EnumMap<>(VersionedField.class);

    static DailyAggregates empty(ZoneId zone) {
        DailyAggregates aggregates = new DailyAggregates();
        aggregates.zone = zone.getId();
        return aggregates;
    }

    ZoneId zone() {
        if (zoneId == null) {
            zoneId = ZoneId.of(zone);
        }
        return zoneId;
    }

    LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone());
    }

    /** Whether the event is the latest one with the field; if so, it is recorded as that. */
    boolean acceptIfLatest(VersionedField field, EventStamp stamp) {
        EventStamp before = versions.get(field);
        if (before != null && stamp.isBefore(before)) {
            return false;
        }
        versions.put(field, stamp);
        return true;
    }

    void add(Order order) {
        count(order, 1);
        if (lastOrderAt == null || order.placed().at().isAfter(lastOrderAt)) {
            lastOrderAt = order.placed().at();
        }
    }

    /** Removes an order; true if it was the last one, so that the new last order must be looked up. */
    boolean remove(Order order) {
        count(order, -1);
        return order.placed().at().equals(lastOrderAt);
    }

    private void count(Order order, int sign) {
        BigDecimal amount = sign > 0 ? order.amount() : order.amount().negate();
        orders += sign;
        installments += order.periods() > 0 ? sign : 0;
        periods += (long) sign * order.periods();
        spent = spent.add(amount);
        categories.merge(order.category(), sign, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        addToDay(order.placed().at(), new Day(sign, amount, 0, 0));
    }

    void addActivity(Instant at, int seconds, int contacts) {
        addToDay(at, new Day(0, ZERO, seconds, contacts));
    }

    private void addToDay(Instant at, Day more) {
        days.merge(day(at), more, Day::plus);
    }

    void addView(View view) {
        if (CATEGORIES.contains(view.category())) {
            int installment = INSTALLMENT.equals(view.page()) ? 1 : 0;
            seen.merge(
                    view.category(),
                    new ViewCount(1, installment),
                    (a, b) -> new ViewCount(a.views() + b.views(), a.installment() + b.installment()));
        }
        views.add(view);
    }

    void updateBills(Collection<Bill> allBills, LocalDate today) {
        List<Bill> newestFirst = allBills.stream()
                .filter(Bill::isDecided)
                .sorted(Comparator.comparing(Bill::dueOn)
                        .thenComparing(Bill::billId)
                        .reversed())
                .toList();
        int inARow = 0;
        while (inARow < newestFirst.size() && onTime(newestFirst.get(inARow))) {
            inARow++;
        }
        List<EventStamp> overdue = newestFirst.stream()
                .map(Bill::overdue)
                .filter(Objects::nonNull)
                .sorted(Comparator.reverseOrder())
                .toList();
        long recent = overdue.stream()
                .filter(stamp -> day(stamp.at()).isAfter(today.minusMonths(DAY_RETENTION_MONTHS)))
                .count();
        List<Bill> lastRepaid = newestFirst.stream()
                .filter(bill -> bill.repaid() != null)
                .limit(LAST_BILLS)
                .toList();
        bills = new Bills(
                newestFirst.size(),
                (int) newestFirst.stream().filter(this::onTime).count(),
                inARow,
                delayTrend(lastRepaid),
                List.copyOf(overdue.subList(0, (int) Math.min(overdue.size(), Math.max(1, recent)))),
                lastRepaid.stream().map(Bill::repaid).toList());
    }

    private boolean onTime(Bill bill) {
        return bill.overdue() == null
                && bill.repaid() != null
                && !day(bill.repaid().at()).isAfter(bill.dueOn());
    }

    /** Average growth in days, per bill, of the delay of the last three repayments; 0 unless it grew each time. */
    private BigDecimal delayTrend(List<Bill> newestFirst) {
        if (newestFirst.size() < LAST_BILLS) {
            return null;
        }
        List<Long> delays = newestFirst.stream()
                .map(bill ->
                        ChronoUnit.DAYS.between(bill.dueOn(), day(bill.repaid().at())))
                .toList();
        boolean lengthening = delays.get(0) > delays.get(1) && delays.get(1) > delays.get(2);
        return lengthening
                ? BigDecimal.valueOf(delays.get(0) - delays.get(2))
                        .divide(BigDecimal.valueOf(LAST_BILLS - 1), 4, RoundingMode.HALF_UP)
                : ZERO;
    }

    /** Drops days and views that are out of reach of every window. */
    void prune(Instant now) {
        LocalDate today = day(now);
        days.headMap(today.withDayOfMonth(1).minusMonths(DAY_RETENTION_MONTHS)).clear();
        days.entrySet()
                .removeIf(day -> day.getValue().orders() == 0
                        && (day.getValue().seconds() == 0 && day.getValue().contacts() == 0
                                || day.getKey().isBefore(today.minusDays(ACTIVITY_RETENTION_DAYS))));
        views.removeIf(view -> view.at().isBefore(now.minus(VIEW_RETENTION)));
        views.sort(Comparator.comparing(View::stamp).reversed());
        Map<String, Integer> perPage = new HashMap<>();
        views.removeIf(
                view -> perPage.merge(view.category() + '\n' + view.page(), 1, Integer::sum) > MAX_VIEWS_PER_PAGE);
        if (views.size() > MAX_VIEWS) {
            views = new ArrayList<>(views.subList(0, MAX_VIEWS));
        }
    }
}

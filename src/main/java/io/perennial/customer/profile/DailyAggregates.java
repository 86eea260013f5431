package io.perennial.customer.profile;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.perennial.customer.profile.Profile.Bill;
import io.perennial.customer.profile.Profile.Order;
import io.perennial.customer.profile.Profile.Word;
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
 * A customer's aggregates: totals since ever, a small entry for each local day that a window can still reach, and the latest
 * page views. An order that comes late, twice or is cancelled corrects its own day and nothing else is counted again. It is
 * written with every event, so its names are short there; long ones, of older books, are read as well.
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
final class DailyAggregates {

    /** What one local day adds to the windows. */
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

        EventStamp mark() {
            return new EventStamp(at, eventId);
        }
    }

    /** How often pages of a category were seen, and of these how often its installment page. */
    record Seen(
            @JsonProperty("v") @JsonAlias("views") int views,
            @JsonProperty("i") @JsonAlias("installment") int installment) {}

    /**
     * What all bills come to.
     *
     * @param overdue  the days on which bills were last told overdue, newest first: those of the last 13 months, at least one
     * @param repaid   the last three repayments by their bills' due dates, newest first
     */
    record Bills(
            @JsonProperty("n") @JsonAlias("count") int count,
            @JsonProperty("t") @JsonAlias("onTime") int onTime,
            @JsonProperty("r") @JsonAlias("onTimeInARow") int onTimeInARow,
            @JsonProperty("d") @JsonAlias("delayTrend") BigDecimal delayTrend,
            @JsonProperty("o") @JsonAlias("overdue") List<EventStamp> overdue,
            @JsonProperty("p") @JsonAlias("repaid") List<EventStamp> repaid) {

        static final Bills NONE = new Bills(0, 0, 0, null, List.of(), List.of());

        Bills {
            overdue = overdue == null ? List.of() : overdue;
            repaid = repaid == null ? List.of() : repaid;
        }
    }

    static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);
    static final Set<String> CATEGORIES = Set.of("PHONE", "APPLIANCE", "FASHION", "HOME", "DIGITAL", "BABY");
    static final String INSTALLMENT = "INSTALLMENT";

    /** Views are kept this long, so that is the longest a need can be told from them. */
    static final Duration VIEWS_KEPT = Duration.ofDays(92);

    private static final int VIEWS_OF_A_PAGE = 30;
    private static final int VIEWS_IN_ALL = 120;
    private static final int ACTIVITY_DAYS = 31;
    private static final int MONTHS = 13;
    private static final int LAST_BILLS = 3;

    @JsonProperty("z")
    @JsonAlias("zone")
    String zone;

    private transient ZoneId zoneId;
    /** The event that told of the registration. */
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
    BigDecimal spent = NOTHING;

    @JsonProperty("l")
    @JsonAlias("lastOrderAt")
    Instant lastOrderAt;

    @JsonProperty("b")
    @JsonAlias("bills")
    Bills bills = Bills.NONE;

    @JsonProperty("c")
    @JsonAlias("categories")
    SortedMap<String, Integer> categories = new TreeMap<>();

    @JsonProperty("d")
    @JsonAlias("days")
    SortedMap<LocalDate, Day> days = new TreeMap<>();

    @JsonProperty("s")
    @JsonAlias("seen")
    SortedMap<String, Seen> seen = new TreeMap<>();

    @JsonProperty("v")
    @JsonAlias("views")
    List<View> views = new ArrayList<>();

    @JsonProperty("w")
    @JsonAlias("words")
    Map<Word, EventStamp> words = new EnumMap<>(Word.class);

    static DailyAggregates in(ZoneId zone) {
        DailyAggregates book = new DailyAggregates();
        book.zone = zone.getId();
        return book;
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

    /** Whether this is the latest word on something, which is then remembered. */
    boolean isLatest(Word word, EventStamp mark) {
        EventStamp before = words.get(word);
        if (before != null && mark.isBefore(before)) {
            return false;
        }
        words.put(word, mark);
        return true;
    }

    void add(Order order) {
        count(order, 1);
        if (lastOrderAt == null || order.placed().at().isAfter(lastOrderAt)) {
            lastOrderAt = order.placed().at();
        }
    }

    /** Takes an order out again; true when it was the last one, so that another has to be found. */
    boolean takeOut(Order order) {
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
        add(order.placed().at(), new Day(sign, amount, 0, 0));
    }

    void active(Instant at, int seconds, int contacts) {
        add(at, new Day(0, NOTHING, seconds, contacts));
    }

    private void add(Instant at, Day more) {
        days.merge(day(at), more, Day::plus);
    }

    void viewed(View view) {
        if (CATEGORIES.contains(view.category())) {
            int installment = INSTALLMENT.equals(view.page()) ? 1 : 0;
            seen.merge(
                    view.category(),
                    new Seen(1, installment),
                    (a, b) -> new Seen(a.views() + b.views(), a.installment() + b.installment()));
        }
        views.add(view);
    }

    void settle(Collection<Bill> all, LocalDate today) {
        List<Bill> newestFirst = all.stream()
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
                .filter(mark -> day(mark.at()).isAfter(today.minusMonths(MONTHS)))
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

    /** By how many days a bill the gap between due date and repayment grew over the last three; 0 unless it grew each time. */
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
                : NOTHING;
    }

    /** Drops what no window reaches any more. */
    void tidy(Instant now) {
        LocalDate today = day(now);
        days.headMap(today.withDayOfMonth(1).minusMonths(MONTHS)).clear();
        days.entrySet()
                .removeIf(day -> day.getValue().orders() == 0
                        && (day.getValue().seconds() == 0 && day.getValue().contacts() == 0
                                || day.getKey().isBefore(today.minusDays(ACTIVITY_DAYS))));
        views.removeIf(view -> view.at().isBefore(now.minus(VIEWS_KEPT)));
        views.sort(Comparator.comparing(View::mark).reversed());
        Map<String, Integer> ofPage = new HashMap<>();
        views.removeIf(view -> ofPage.merge(view.category() + '\n' + view.page(), 1, Integer::sum) > VIEWS_OF_A_PAGE);
        if (views.size() > VIEWS_IN_ALL) {
            views = new ArrayList<>(views.subList(0, VIEWS_IN_ALL));
        }
    }
}

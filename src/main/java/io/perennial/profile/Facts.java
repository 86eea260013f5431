package io.perennial.profile;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.MONTHS;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A customer's facts as of one day, by their words; facts that age are right because they are computed when asked for. */
public final class Facts {

    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);

    private final Profile profile;
    private final ZoneId zone;
    private final LocalDate today;
    private final List<Profile.Order> orders;
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Facts(Profile profile, Instant now, ZoneId zone) {
        this.profile = profile;
        this.zone = zone;
        this.today = LocalDate.ofInstant(now, zone);
        this.orders =
                profile.orders.values().stream().filter(Profile.Order::counts).toList();
        person();
        purchases();
        repayments();
        put(Fact.CREDIT_GRADE, profile.grade);
        put(Fact.CREDIT_LIMIT, profile.creditLimit);
        put(Fact.FROZEN, profile.frozen);
        put(Fact.MEMBER_LEVEL, profile.memberLevel);
        put(Fact.POINTS_BALANCE, profile.pointsBalance);
        browsing();
    }

    /** The facts of the profile as of the given instant, days counted in the given zone. */
    public static Facts of(Profile profile, Instant now, ZoneId zone) {
        return new Facts(profile, now, zone);
    }

    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(values);
    }

    public Object get(Fact fact) {
        return values.get(fact.word());
    }

    public int number(Fact fact) {
        return ((Number) values.get(fact.word())).intValue();
    }

    private void person() {
        put(Fact.TIER, profile.tier.name());
        put(Fact.STAGE, profile.stage.name());
        put(Fact.CHANNEL, profile.channel);
        String age = profile.personal.get(Profile.Personal.AGE);
        put(Fact.AGE, age == null ? null : Integer.valueOf(age));
        put(Fact.REGION, profile.personal.get(Profile.Personal.REGION));
        put(Fact.LOCALE, profile.personal.get(Profile.Personal.LOCALE));
        put(Fact.REGISTERED_AT, profile.registeredAt);
        put(Fact.DAYS_SINCE_REGISTRATION, daysSince(profile.registeredAt));
        put(Fact.LAST_LOGIN_AT, profile.lastLoginAt);
        put(Fact.DAYS_SINCE_LOGIN, daysSince(profile.lastLoginAt == null ? profile.registeredAt : profile.lastLoginAt));
        put(Fact.DAYS_SINCE_WARNING, daysSince(profile.warnedAt));
    }

    private void purchases() {
        Instant last = orders.stream()
                .map(Profile.Order::placedAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
        put(Fact.LAST_ORDER_AT, last);
        put(Fact.DAYS_SINCE_ORDER, daysSince(last));
        put(Fact.ORDER_COUNT, orders.size());
        put(Fact.ORDERS_30D, count(order -> age(order) < 30));
        put(Fact.ORDERS_PREVIOUS_30D, count(order -> age(order) >= 30 && age(order) < 60));
        put(Fact.SPEND_30D, spend(order -> age(order) < 30));
        put(Fact.SPEND_12M, spend(order -> day(order.placedAt()).isAfter(today.minusMonths(12))));
        put(Fact.AVG_MONTHLY_SPEND, averageMonthlySpend());
        put(
                Fact.INSTALLMENT_SHARE,
                orders.isEmpty() ? null : ratio(count(order -> order.periods() > 0), orders.size()));
        int periods = orders.stream().mapToInt(Profile.Order::periods).sum();
        put(Fact.AVG_PERIODS, orders.isEmpty() ? null : ratio(periods, orders.size()));
        put(Fact.FAVOURITE_CATEGORY, favouriteCategory());
    }

    /** Spend of the last n full calendar months ÷ n; n = 12, or the full months since registration if fewer. */
    private BigDecimal averageMonthlySpend() {
        LocalDate registered = day(profile.registeredAt);
        YearMonth first = YearMonth.from(registered).plusMonths(registered.getDayOfMonth() == 1 ? 0 : 1);
        YearMonth current = YearMonth.from(today);
        long months = Math.min(12, MONTHS.between(first, current));
        if (months <= 0) {
            return (BigDecimal) get(Fact.SPEND_30D);
        }
        YearMonth from = current.minusMonths(months);
        return spend(order -> {
                    YearMonth month = YearMonth.from(day(order.placedAt()));
                    return !month.isBefore(from) && month.isBefore(current);
                })
                .divide(BigDecimal.valueOf(months), 2, RoundingMode.HALF_UP);
    }

    private String favouriteCategory() {
        Map<String, Long> byCategory =
                orders.stream().collect(Collectors.groupingBy(Profile.Order::category, Collectors.counting()));
        return byCategory.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.<String, Long>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private void repayments() {
        List<Profile.Bill> newestFirst = profile.bills.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Profile.Bill> bill) ->
                                bill.getValue().dueOn())
                        .thenComparing(Map.Entry::getKey)
                        .reversed())
                .map(Map.Entry::getValue)
                .toList();
        Instant lastOverdue = newestFirst.stream()
                .map(Profile.Bill::overdueAt)
                .filter(at -> at != null)
                .max(Comparator.naturalOrder())
                .orElse(null);
        put(Fact.OVERDUE_COUNT_12M, (int) newestFirst.stream()
                .filter(bill ->
                        bill.overdueAt() != null && day(bill.overdueAt()).isAfter(today.minusMonths(12)))
                .count());
        LocalDate cleanSince = day(lastOverdue == null ? profile.registeredAt : lastOverdue);
        put(Fact.MONTHS_WITHOUT_OVERDUE, (int) Math.max(0, MONTHS.between(cleanSince, today)));
        int inARow = 0;
        while (inARow < newestFirst.size() && onTime(newestFirst.get(inARow))) {
            inARow++;
        }
        put(Fact.BILLS_ON_TIME_IN_A_ROW, inARow);
        int onTime = (int) newestFirst.stream().filter(this::onTime).count();
        put(Fact.ON_TIME_RATIO, newestFirst.isEmpty() ? null : ratio(onTime, newestFirst.size()));
        put(Fact.REPAYMENT_DELAY_TREND, delayTrend(newestFirst));
    }

    /** By how many days a bill the gap between due date and repayment grew over the last three; 0 unless it grew each time. */
    private BigDecimal delayTrend(List<Profile.Bill> newestFirst) {
        List<Long> delays = newestFirst.stream()
                .filter(bill -> bill.repaidAt() != null)
                .limit(3)
                .map(bill -> DAYS.between(bill.dueOn(), day(bill.repaidAt())))
                .toList();
        if (delays.size() < 3) {
            return null;
        }
        boolean lengthening = delays.get(0) > delays.get(1) && delays.get(1) > delays.get(2);
        return lengthening ? ratio((int) (delays.get(0) - delays.get(2)), 2) : NOTHING;
    }

    private boolean onTime(Profile.Bill bill) {
        return bill.overdueAt() == null
                && bill.repaidAt() != null
                && !day(bill.repaidAt()).isAfter(bill.dueOn());
    }

    private void browsing() {
        put(Fact.APPLIANCE_INSTALLMENT_VIEWS, views("APPLIANCE", "INSTALLMENT"));
        put(Fact.PHONE_INSTALLMENT_VIEWS, views("PHONE", "INSTALLMENT"));
        put(Fact.FASHION_INSTALLMENT_VIEWS, views("FASHION", "INSTALLMENT"));
        put(Fact.HOME_INSTALLMENT_VIEWS, views("HOME", "INSTALLMENT"));
        put(Fact.DIGITAL_VIEWS, views("DIGITAL", null));
        put(Fact.BABY_VIEWS, views("BABY", null));
        put(
                Fact.SERVICE_CONTACTS_30D,
                active(30).mapToInt(Profile.Activity::contacts).sum());
        put(
                Fact.ACTIVE_SECONDS_7D,
                active(7).mapToInt(Profile.Activity::seconds).sum());
    }

    private java.util.stream.Stream<Profile.Activity> active(int days) {
        return profile.activity.entrySet().stream()
                .filter(day -> DAYS.between(day.getKey(), today) < days)
                .map(Map.Entry::getValue);
    }

    private int views(String category, String page) {
        return profile.views.entrySet().stream()
                .filter(view -> view.getKey().category().equals(category)
                        && (page == null || view.getKey().page().equals(page)))
                .mapToInt(view -> view.getValue().count())
                .sum();
    }

    private int count(Predicate<Profile.Order> which) {
        return (int) orders.stream().filter(which).count();
    }

    private BigDecimal spend(Predicate<Profile.Order> which) {
        return orders.stream().filter(which).map(Profile.Order::amount).reduce(NOTHING, BigDecimal::add);
    }

    private long age(Profile.Order order) {
        return DAYS.between(day(order.placedAt()), today);
    }

    private LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    private Integer daysSince(Instant at) {
        return at == null ? null : (int) DAYS.between(day(at), today);
    }

    private static BigDecimal ratio(int part, int whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP);
    }

    private void put(Fact fact, Object value) {
        values.put(fact.word(), value);
    }
}

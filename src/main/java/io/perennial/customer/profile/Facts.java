package io.perennial.customer.profile;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.MONTHS;

import io.perennial.customer.profile.DailyAggregates.Day;
import io.perennial.customer.profile.DailyAggregates.ViewCount;
import io.perennial.customer.profile.Fact.Source;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Facts of a customer as of one instant. They are computed on request, because many change with time alone. */
public final class Facts {

    private static final int WINDOW_DAYS = 30;
    private static final int WEEK_DAYS = 7;
    private static final int YEAR_MONTHS = 12;

    private final Profile profile;
    private final DailyAggregates aggregates;
    private final LocalDate today;
    private final Instant now;
    private final CustomerValue value;
    private final Map<String, Object> values = new HashMap<>(Fact.values().length * 2);

    private Facts(Profile profile, Instant now, CustomerValue value) {
        this.profile = profile;
        this.aggregates = profile.aggregates;
        this.now = now;
        this.today = aggregates.day(now);
        this.value = value;
        putPersonalFacts();
        putPurchaseFacts();
        putRepaymentFacts();
        putBrowsingFacts();
        putAccountFacts();
        putValueFacts();
        refreshTags();
    }

    /**
     * Computes the facts as of the instant, with days counted in the customer's time zone.
     *
     * @param value the value model for lifetime value and probability of another purchase
     */
    static Facts of(Profile profile, Instant now, CustomerValue value) {
        return new Facts(profile, now, value);
    }

    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(values);
    }

    public Object get(Fact fact) {
        return values.get(fact.key());
    }

    public int number(Fact fact) {
        return ((Number) values.get(fact.key())).intValue();
    }

    LocalDate today() {
        return today;
    }

    Instant now() {
        return now;
    }

    /** Reads the tags again after they have been decided from the other facts. */
    void refreshTags() {
        put(
                Fact.TAGS,
                profile.tags.values().stream()
                        .filter(tag -> tag.isValidAt(now))
                        .map(Tag::tag)
                        .toList());
    }

    private void putPersonalFacts() {
        put(Fact.TIER, profile.tier.name());
        put(Fact.STAGE, profile.stage.name());
        put(Fact.CHANNEL, profile.channel);
        String age = profile.personal.get(Profile.PersonalField.AGE);
        put(Fact.AGE, age == null ? null : Integer.valueOf(age));
        put(Fact.REGION, profile.personal.get(Profile.PersonalField.REGION));
        put(Fact.LOCALE, profile.personal.get(Profile.PersonalField.LOCALE));
        Instant registeredAt = profile.registered.at();
        put(Fact.REGISTERED_AT, registeredAt);
        put(Fact.DAYS_SINCE_REGISTRATION, daysSince(registeredAt));
        put(Fact.LAST_LOGIN_AT, profile.lastLoginAt);
        put(Fact.DAYS_SINCE_LOGIN, daysSince(profile.lastLoginAt == null ? registeredAt : profile.lastLoginAt));
        put(Fact.DAYS_SINCE_WARNING, daysSince(profile.warnedAt));
    }

    private void putAccountFacts() {
        put(Fact.CREDIT_GRADE, profile.grade);
        put(Fact.CREDIT_LIMIT, profile.creditLimit);
        put(Fact.FROZEN, profile.frozen);
        put(Fact.MEMBER_LEVEL, profile.memberLevel);
        put(Fact.POINTS_BALANCE, profile.pointsBalance);
    }

    private void putValueFacts() {
        if (profile.loadedSources.contains(Source.PURCHASES)) {
            put(
                    Fact.LIFETIME_VALUE,
                    value.lifetimeValue(
                            aggregates.spent,
                            profile.purchases,
                            today,
                            profile.creditUsed,
                            number(Fact.OVERDUE_COUNT_12M)));
            OptionalDouble alive = value.probabilityAlive(profile.purchases, today);
            put(
                    Fact.PROBABILITY_ALIVE,
                    alive.isEmpty()
                            ? null
                            : BigDecimal.valueOf(alive.getAsDouble()).setScale(4, RoundingMode.HALF_UP));
        }
    }

    private void putPurchaseFacts() {
        put(Fact.LAST_ORDER_AT, aggregates.lastOrderAt);
        put(Fact.DAYS_SINCE_ORDER, daysSince(aggregates.lastOrderAt));
        put(Fact.ORDER_COUNT, aggregates.orders);
        LocalDate windowStart = today.minusDays(WINDOW_DAYS - 1);
        put(Fact.ORDERS_30D, orders(between(windowStart, today)));
        put(Fact.ORDERS_PREVIOUS_30D, orders(between(windowStart.minusDays(WINDOW_DAYS), windowStart.minusDays(1))));
        put(Fact.SPEND_30D, spend(between(windowStart, today)));
        put(Fact.SPEND_12M, spend(between(today.minusMonths(YEAR_MONTHS).plusDays(1), today)));
        put(Fact.AVG_MONTHLY_SPEND, averageMonthlySpend());
        put(Fact.INSTALLMENT_SHARE, aggregates.orders == 0 ? null : ratio(aggregates.installments, aggregates.orders));
        put(Fact.AVG_PERIODS, aggregates.orders == 0 ? null : ratio(aggregates.periods, aggregates.orders));
        put(
                Fact.FAVOURITE_CATEGORY,
                aggregates.categories.entrySet().stream()
                        .max(Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                        .map(Map.Entry::getKey)
                        .orElse(null));
    }

    /** Spend of the last n full calendar months ÷ n; n = 12, or the full months since registration if fewer. */
    private BigDecimal averageMonthlySpend() {
        LocalDate registered = aggregates.day(profile.registered.at());
        YearMonth firstFull = YearMonth.from(registered).plusMonths(registered.getDayOfMonth() == 1 ? 0 : 1);
        YearMonth current = YearMonth.from(today);
        long months = Math.min(YEAR_MONTHS, MONTHS.between(firstFull, current));
        if (months <= 0) {
            return (BigDecimal) get(Fact.SPEND_30D);
        }
        return spend(between(
                        current.minusMonths(months).atDay(1), current.atDay(1).minusDays(1)))
                .divide(BigDecimal.valueOf(months), 2, RoundingMode.HALF_UP);
    }

    private void putRepaymentFacts() {
        LocalDate yearAgo = today.minusMonths(YEAR_MONTHS);
        put(Fact.OVERDUE_COUNT_12M, (int) aggregates.bills.overdue().stream()
                .filter(stamp -> aggregates.day(stamp.at()).isAfter(yearAgo))
                .count());
        LocalDate cleanSince = aggregates.day(
                aggregates.bills.overdue().isEmpty()
                        ? profile.registered.at()
                        : aggregates.bills.overdue().get(0).at());
        put(Fact.MONTHS_WITHOUT_OVERDUE, (int) Math.max(0, MONTHS.between(cleanSince, today)));
        put(Fact.BILLS_ON_TIME_IN_A_ROW, aggregates.bills.onTimeInARow());
        put(
                Fact.ON_TIME_RATIO,
                aggregates.bills.count() == 0 ? null : ratio(aggregates.bills.onTime(), aggregates.bills.count()));
        put(Fact.REPAYMENT_DELAY_TREND, aggregates.bills.delayTrend());
    }

    private void putBrowsingFacts() {
        put(Fact.APPLIANCE_INSTALLMENT_VIEWS, viewCount("APPLIANCE").installment());
        put(Fact.PHONE_INSTALLMENT_VIEWS, viewCount("PHONE").installment());
        put(Fact.FASHION_INSTALLMENT_VIEWS, viewCount("FASHION").installment());
        put(Fact.HOME_INSTALLMENT_VIEWS, viewCount("HOME").installment());
        put(Fact.DIGITAL_VIEWS, viewCount("DIGITAL").views());
        put(Fact.BABY_VIEWS, viewCount("BABY").views());
        put(
                Fact.SERVICE_CONTACTS_30D,
                between(today.minusDays(WINDOW_DAYS - 1), today).stream()
                        .mapToInt(Day::contacts)
                        .sum());
        put(
                Fact.ACTIVE_SECONDS_7D,
                between(today.minusDays(WEEK_DAYS - 1), today).stream()
                        .mapToLong(Day::seconds)
                        .sum());
    }

    private ViewCount viewCount(String category) {
        return aggregates.seen.getOrDefault(category, new ViewCount(0, 0));
    }

    /** Days from the first to the last, inclusive. Up to today includes later ones: events may lie a few minutes in the future. */
    private Collection<Day> between(LocalDate first, LocalDate last) {
        LocalDate end = last.equals(today) ? LocalDate.MAX : last.plusDays(1);
        return aggregates.days.subMap(first, end).values();
    }

    private static int orders(Collection<Day> days) {
        return days.stream().mapToInt(Day::orders).sum();
    }

    private static BigDecimal spend(Collection<Day> days) {
        return days.stream().map(Day::spend).reduce(DailyAggregates.ZERO, BigDecimal::add);
    }

    /** At least 0: an event may lie a few minutes in the future, and so on the next day. */
    private Integer daysSince(Instant at) {
        return at == null ? null : (int) Math.max(0, DAYS.between(aggregates.day(at), today));
    }

    private static BigDecimal ratio(long part, int whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP);
    }

    /** Puts a fact, which may be null, unless its source is not loaded. */
    private void put(Fact fact, Object value) {
        if (fact.source().map(profile.loadedSources::contains).orElse(true)) {
            values.put(fact.key(), value);
        }
    }
}

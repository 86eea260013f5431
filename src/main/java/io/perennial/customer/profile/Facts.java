package io.perennial.customer.profile;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.MONTHS;

import io.perennial.customer.profile.DailyAggregates.Day;
import io.perennial.customer.profile.DailyAggregates.Seen;
import io.perennial.customer.profile.Fact.Part;
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

/** A customer's facts as of one day, by their words; facts that age are right because they are computed when asked for. */
public final class Facts {

    private static final int WINDOW = 30;
    private static final int WEEK = 7;
    private static final int YEAR = 12;

    private final Profile profile;
    private final DailyAggregates book;
    private final LocalDate today;
    private final Instant now;
    private final CustomerValue value;
    private final Map<String, Object> values = new HashMap<>(Fact.values().length * 2);

    private Facts(Profile profile, Instant now, CustomerValue value) {
        this.profile = profile;
        this.book = profile.book;
        this.now = now;
        this.today = book.day(now);
        this.value = value;
        person();
        purchases();
        repayments();
        browsing();
        account();
        worth();
        retag();
    }

    /**
     * The facts of the profile as of the given instant, days counted in the customer's zone.
     *
     * @param value what customers' worth is reckoned by
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

    /** Reads the tags again, which have been decided from the other facts meanwhile. */
    void retag() {
        put(
                Fact.TAGS,
                profile.tags.values().stream()
                        .filter(tag -> tag.holdsAt(now))
                        .map(Tag::tag)
                        .toList());
    }

    private void person() {
        put(Fact.TIER, profile.tier.name());
        put(Fact.STAGE, profile.stage.name());
        put(Fact.CHANNEL, profile.channel);
        String age = profile.personal.get(Profile.Personal.AGE);
        put(Fact.AGE, age == null ? null : Integer.valueOf(age));
        put(Fact.REGION, profile.personal.get(Profile.Personal.REGION));
        put(Fact.LOCALE, profile.personal.get(Profile.Personal.LOCALE));
        Instant registeredAt = profile.registered.at();
        put(Fact.REGISTERED_AT, registeredAt);
        put(Fact.DAYS_SINCE_REGISTRATION, daysSince(registeredAt));
        put(Fact.LAST_LOGIN_AT, profile.lastLoginAt);
        put(Fact.DAYS_SINCE_LOGIN, daysSince(profile.lastLoginAt == null ? registeredAt : profile.lastLoginAt));
        put(Fact.DAYS_SINCE_WARNING, daysSince(profile.warnedAt));
    }

    private void account() {
        put(Fact.CREDIT_GRADE, profile.grade);
        put(Fact.CREDIT_LIMIT, profile.creditLimit);
        put(Fact.FROZEN, profile.frozen);
        put(Fact.MEMBER_LEVEL, profile.memberLevel);
        put(Fact.POINTS_BALANCE, profile.pointsBalance);
    }

    private void worth() {
        if (profile.parts.contains(Part.PURCHASES)) {
            put(
                    Fact.LIFETIME_VALUE,
                    value.lifetimeValue(
                            book.spent, profile.purchases, today, profile.creditUsed, number(Fact.OVERDUE_COUNT_12M)));
            OptionalDouble alive = value.probabilityAlive(profile.purchases, today);
            put(
                    Fact.PROBABILITY_ALIVE,
                    alive.isEmpty()
                            ? null
                            : BigDecimal.valueOf(alive.getAsDouble()).setScale(4, RoundingMode.HALF_UP));
        }
    }

    private void purchases() {
        put(Fact.LAST_ORDER_AT, book.lastOrderAt);
        put(Fact.DAYS_SINCE_ORDER, daysSince(book.lastOrderAt));
        put(Fact.ORDER_COUNT, book.orders);
        LocalDate month = today.minusDays(WINDOW - 1);
        put(Fact.ORDERS_30D, orders(between(month, today)));
        put(Fact.ORDERS_PREVIOUS_30D, orders(between(month.minusDays(WINDOW), month.minusDays(1))));
        put(Fact.SPEND_30D, spend(between(month, today)));
        put(Fact.SPEND_12M, spend(between(today.minusMonths(YEAR).plusDays(1), today)));
        put(Fact.AVG_MONTHLY_SPEND, averageMonthlySpend());
        put(Fact.INSTALLMENT_SHARE, book.orders == 0 ? null : ratio(book.installments, book.orders));
        put(Fact.AVG_PERIODS, book.orders == 0 ? null : ratio(book.periods, book.orders));
        put(
                Fact.FAVOURITE_CATEGORY,
                book.categories.entrySet().stream()
                        .max(Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                        .map(Map.Entry::getKey)
                        .orElse(null));
    }

    /** Spend of the last n full calendar months ÷ n; n = 12, or the full months since registration if fewer. */
    private BigDecimal averageMonthlySpend() {
        LocalDate registered = book.day(profile.registered.at());
        YearMonth first = YearMonth.from(registered).plusMonths(registered.getDayOfMonth() == 1 ? 0 : 1);
        YearMonth current = YearMonth.from(today);
        long months = Math.min(YEAR, MONTHS.between(first, current));
        if (months <= 0) {
            return (BigDecimal) get(Fact.SPEND_30D);
        }
        return spend(between(
                        current.minusMonths(months).atDay(1), current.atDay(1).minusDays(1)))
                .divide(BigDecimal.valueOf(months), 2, RoundingMode.HALF_UP);
    }

    private void repayments() {
        LocalDate yearAgo = today.minusMonths(YEAR);
        put(Fact.OVERDUE_COUNT_12M, (int) book.bills.overdue().stream()
                .filter(mark -> book.day(mark.at()).isAfter(yearAgo))
                .count());
        LocalDate cleanSince = book.day(
                book.bills.overdue().isEmpty()
                        ? profile.registered.at()
                        : book.bills.overdue().get(0).at());
        put(Fact.MONTHS_WITHOUT_OVERDUE, (int) Math.max(0, MONTHS.between(cleanSince, today)));
        put(Fact.BILLS_ON_TIME_IN_A_ROW, book.bills.onTimeInARow());
        put(Fact.ON_TIME_RATIO, book.bills.count() == 0 ? null : ratio(book.bills.onTime(), book.bills.count()));
        put(Fact.REPAYMENT_DELAY_TREND, book.bills.delayTrend());
    }

    private void browsing() {
        put(Fact.APPLIANCE_INSTALLMENT_VIEWS, seen("APPLIANCE").installment());
        put(Fact.PHONE_INSTALLMENT_VIEWS, seen("PHONE").installment());
        put(Fact.FASHION_INSTALLMENT_VIEWS, seen("FASHION").installment());
        put(Fact.HOME_INSTALLMENT_VIEWS, seen("HOME").installment());
        put(Fact.DIGITAL_VIEWS, seen("DIGITAL").views());
        put(Fact.BABY_VIEWS, seen("BABY").views());
        put(
                Fact.SERVICE_CONTACTS_30D,
                between(today.minusDays(WINDOW - 1), today).stream()
                        .mapToInt(Day::contacts)
                        .sum());
        put(
                Fact.ACTIVE_SECONDS_7D,
                between(today.minusDays(WEEK - 1), today).stream()
                        .mapToLong(Day::seconds)
                        .sum());
    }

    private Seen seen(String category) {
        return book.seen.getOrDefault(category, new Seen(0, 0));
    }

    /** The days from the first to the last, both included; the last may lie a little ahead of the clock. */
    private Collection<Day> between(LocalDate first, LocalDate last) {
        LocalDate end = last.equals(today) ? LocalDate.MAX : last.plusDays(1);
        return book.days.subMap(first, end).values();
    }

    private static int orders(Collection<Day> days) {
        return days.stream().mapToInt(Day::orders).sum();
    }

    private static BigDecimal spend(Collection<Day> days) {
        return days.stream().map(Day::spend).reduce(DailyAggregates.NOTHING, BigDecimal::add);
    }

    /** Not less than 0: what happened may lie a little ahead of the clock, and so in the next day. */
    private Integer daysSince(Instant at) {
        return at == null ? null : (int) Math.max(0, DAYS.between(book.day(at), today));
    }

    private static BigDecimal ratio(long part, int whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP);
    }

    /** A fact is null when there is none, and left out when what it is read from was not looked at. */
    private void put(Fact fact, Object value) {
        if (fact.part().map(profile.parts::contains).orElse(true)) {
            values.put(fact.key(), value);
        }
    }
}

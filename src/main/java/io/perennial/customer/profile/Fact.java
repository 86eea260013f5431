package io.perennial.customer.profile;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every fact a decision table may read, by the word it is known by there. */
public enum Fact {
    TIER("tier"),
    STAGE("stage"),
    CHANNEL("channel"),
    AGE("age"),
    REGION("region"),
    LOCALE("locale"),
    REGISTERED_AT("registeredAt"),
    DAYS_SINCE_REGISTRATION("daysSinceRegistration"),
    LAST_LOGIN_AT("lastLoginAt"),
    DAYS_SINCE_LOGIN("daysSinceLogin"),
    LAST_ORDER_AT("lastOrderAt"),
    DAYS_SINCE_ORDER("daysSinceOrder"),
    ORDER_COUNT("orderCount"),
    ORDERS_30D("orders30d"),
    ORDERS_PREVIOUS_30D("ordersPrevious30d"),
    SPEND_30D("spend30d"),
    SPEND_12M("spend12m"),
    AVG_MONTHLY_SPEND("avgMonthlySpend"),
    INSTALLMENT_SHARE("installmentShare"),
    AVG_PERIODS("avgPeriods"),
    FAVOURITE_CATEGORY("favouriteCategory"),
    OVERDUE_COUNT_12M("overdueCount12m"),
    MONTHS_WITHOUT_OVERDUE("monthsWithoutOverdue"),
    BILLS_ON_TIME_IN_A_ROW("billsOnTimeInARow"),
    ON_TIME_RATIO("onTimeRatio"),
    REPAYMENT_DELAY_TREND("repaymentDelayTrend"),
    CREDIT_GRADE("creditGrade"),
    CREDIT_LIMIT("creditLimit", Part.ACCOUNT),
    FROZEN("frozen", Part.ACCOUNT),
    SERVICE_CONTACTS_30D("serviceContacts30d"),
    ACTIVE_SECONDS_7D("activeSeconds7d"),
    MEMBER_LEVEL("memberLevel", Part.MEMBER),
    POINTS_BALANCE("pointsBalance", Part.POINTS),
    /** Margin so far and to come, less the loss to expect, in yuan. */
    LIFETIME_VALUE("lifetimeValue", Part.PURCHASES),
    /** The chance from 0 to 1 that the customer will ever buy again; null for who never bought, or while nothing is learned. */
    PROBABILITY_ALIVE("probabilityAlive", Part.PURCHASES),
    DAYS_SINCE_WARNING("daysSinceWarning"),
    APPLIANCE_INSTALLMENT_VIEWS("applianceInstallmentViews"),
    PHONE_INSTALLMENT_VIEWS("phoneInstallmentViews"),
    FASHION_INSTALLMENT_VIEWS("fashionInstallmentViews"),
    HOME_INSTALLMENT_VIEWS("homeInstallmentViews"),
    DIGITAL_VIEWS("digitalViews"),
    BABY_VIEWS("babyViews"),
    /** The names of the tags that hold now. */
    TAGS("tags", Part.TAGS),
    /** Of the page view that {@code need-tags} looks at; null elsewhere. */
    VIEWED_CATEGORY("viewedCategory"),
    VIEWED_PAGE("viewedPage"),
    /** Views of that category in the seven days up to that view, itself included. */
    VIEWS_7D("views7d");

    /** What of a profile a fact is read from, beyond the customer's own row and day book. */
    enum Part {
        ACCOUNT,
        MEMBER,
        POINTS,
        TAGS,
        /** All they ever bought, and their account. */
        PURCHASES
    }

    private static final Map<String, Fact> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toMap(Fact::key, Function.identity()));

    private static final List<Fact> SHOWN =
            List.copyOf(EnumSet.complementOf(EnumSet.of(TAGS, VIEWED_CATEGORY, VIEWED_PAGE, VIEWS_7D)));

    private final String key;
    private final Part part;

    Fact(String key) {
        this(key, null);
    }

    Fact(String key, Part part) {
        this.key = key;
        this.part = part;
    }

    Optional<Part> part() {
        return Optional.ofNullable(part);
    }

    /** The name in decision tables and in the API. */
    public String key() {
        return key;
    }

    /** The facts of a customer at any time, in the order in which they are shown. */
    static List<Fact> shown() {
        return SHOWN;
    }

    public static Optional<Fact> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}

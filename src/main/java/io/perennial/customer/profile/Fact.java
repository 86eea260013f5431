package io.perennial.customer.profile;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Facts that decision tables may read, with their keys. */
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
    CREDIT_LIMIT("creditLimit", Source.ACCOUNT),
    FROZEN("frozen", Source.ACCOUNT),
    SERVICE_CONTACTS_30D("serviceContacts30d"),
    ACTIVE_SECONDS_7D("activeSeconds7d"),
    MEMBER_LEVEL("memberLevel", Source.MEMBER),
    POINTS_BALANCE("pointsBalance", Source.POINTS),
    /** Margin earned plus predicted margin less expected loss, in yuan. */
    LIFETIME_VALUE("lifetimeValue", Source.PURCHASES),
    /** Probability from 0 to 1 of another purchase; null without a purchase or a trained model. */
    PROBABILITY_ALIVE("probabilityAlive", Source.PURCHASES),
    DAYS_SINCE_WARNING("daysSinceWarning"),
    APPLIANCE_INSTALLMENT_VIEWS("applianceInstallmentViews"),
    PHONE_INSTALLMENT_VIEWS("phoneInstallmentViews"),
    FASHION_INSTALLMENT_VIEWS("fashionInstallmentViews"),
    HOME_INSTALLMENT_VIEWS("homeInstallmentViews"),
    DIGITAL_VIEWS("digitalViews"),
    BABY_VIEWS("babyViews"),
    /** Names of the valid tags. */
    TAGS("tags", Source.TAGS),
    /** Category and page of the view that {@code need-tags} is evaluated for; null in other tables. */
    VIEWED_CATEGORY("viewedCategory"),
    VIEWED_PAGE("viewedPage"),
    /** Views of that category in the seven days up to and including that view. */
    VIEWS_7D("views7d");

    /** Data that a fact is read from, other than the customer's row and aggregates. */
    enum Source {
        ACCOUNT,
        MEMBER,
        POINTS,
        TAGS,
        /** All purchases and the credit account. */
        PURCHASES
    }

    private static final Map<String, Fact> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toMap(Fact::key, Function.identity()));

    private static final List<Fact> DISPLAYED =
            List.copyOf(EnumSet.complementOf(EnumSet.of(TAGS, VIEWED_CATEGORY, VIEWED_PAGE, VIEWS_7D)));

    private final String key;
    private final Source source;

    Fact(String key) {
        this(key, null);
    }

    Fact(String key, Source source) {
        this.key = key;
        this.source = source;
    }

    Optional<Source> source() {
        return Optional.ofNullable(source);
    }

    /** Name in decision tables and in the API. */
    public String key() {
        return key;
    }

    /** Facts of the API, in display order: all but those that only tables read. */
    static List<Fact> displayed() {
        return DISPLAYED;
    }

    public static Optional<Fact> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}

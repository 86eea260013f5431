package io.perennial.profile;

import java.util.Arrays;
import java.util.Optional;

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
    LAST_ORDER_AT("lastOrderAt", History.ORDERS),
    DAYS_SINCE_ORDER("daysSinceOrder", History.ORDERS),
    ORDER_COUNT("orderCount", History.ORDERS),
    ORDERS_30D("orders30d", History.ORDERS),
    ORDERS_PREVIOUS_30D("ordersPrevious30d", History.ORDERS),
    SPEND_30D("spend30d", History.ORDERS),
    SPEND_12M("spend12m", History.ORDERS),
    AVG_MONTHLY_SPEND("avgMonthlySpend", History.ORDERS),
    INSTALLMENT_SHARE("installmentShare", History.ORDERS),
    AVG_PERIODS("avgPeriods", History.ORDERS),
    FAVOURITE_CATEGORY("favouriteCategory", History.ORDERS),
    OVERDUE_COUNT_12M("overdueCount12m", History.BILLS),
    MONTHS_WITHOUT_OVERDUE("monthsWithoutOverdue", History.BILLS),
    BILLS_ON_TIME_IN_A_ROW("billsOnTimeInARow", History.BILLS),
    ON_TIME_RATIO("onTimeRatio", History.BILLS),
    REPAYMENT_DELAY_TREND("repaymentDelayTrend", History.BILLS),
    CREDIT_GRADE("creditGrade"),
    CREDIT_LIMIT("creditLimit"),
    FROZEN("frozen"),
    SERVICE_CONTACTS_30D("serviceContacts30d", History.ACTIVITY),
    ACTIVE_SECONDS_7D("activeSeconds7d", History.ACTIVITY),
    MEMBER_LEVEL("memberLevel"),
    POINTS_BALANCE("pointsBalance"),
    DAYS_SINCE_WARNING("daysSinceWarning"),
    APPLIANCE_INSTALLMENT_VIEWS("applianceInstallmentViews", History.VIEWS),
    PHONE_INSTALLMENT_VIEWS("phoneInstallmentViews", History.VIEWS),
    FASHION_INSTALLMENT_VIEWS("fashionInstallmentViews", History.VIEWS),
    HOME_INSTALLMENT_VIEWS("homeInstallmentViews", History.VIEWS),
    DIGITAL_VIEWS("digitalViews", History.VIEWS),
    BABY_VIEWS("babyViews", History.VIEWS);

    /** What of a profile a fact is computed from, beyond the customer's own row. */
    enum History {
        ORDERS,
        BILLS,
        VIEWS,
        ACTIVITY
    }

    private final String word;
    private final History history;

    Fact(String word) {
        this(word, null);
    }

    Fact(String word, History history) {
        this.word = word;
        this.history = history;
    }

    Optional<History> history() {
        return Optional.ofNullable(history);
    }

    /** The name in decision tables and in the API. */
    public String word() {
        return word;
    }

    public static Optional<Fact> of(String word) {
        return Arrays.stream(values()).filter(fact -> fact.word.equals(word)).findFirst();
    }
}

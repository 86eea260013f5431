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
    CREDIT_LIMIT("creditLimit"),
    FROZEN("frozen"),
    SERVICE_CONTACTS_30D("serviceContacts30d"),
    ACTIVE_SECONDS_7D("activeSeconds7d"),
    MEMBER_LEVEL("memberLevel"),
    POINTS_BALANCE("pointsBalance"),
    DAYS_SINCE_WARNING("daysSinceWarning"),
    APPLIANCE_INSTALLMENT_VIEWS("applianceInstallmentViews"),
    PHONE_INSTALLMENT_VIEWS("phoneInstallmentViews"),
    FASHION_INSTALLMENT_VIEWS("fashionInstallmentViews"),
    HOME_INSTALLMENT_VIEWS("homeInstallmentViews"),
    DIGITAL_VIEWS("digitalViews"),
    BABY_VIEWS("babyViews"),
    HOLDOUT("holdout");

    private final String word;

    Fact(String word) {
        this.word = word;
    }

    /** The name in decision tables and in the API. */
    public String word() {
        return word;
    }

    public static Optional<Fact> of(String word) {
        return Arrays.stream(values()).filter(fact -> fact.word.equals(word)).findFirst();
    }
}

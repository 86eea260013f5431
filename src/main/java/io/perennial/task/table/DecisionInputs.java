package io.perennial.task.table;

import static java.util.Map.entry;

import io.perennial.customer.channel.ChannelQuality;
import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.Tier;
import io.perennial.effect.mall.Eligibility;
import io.perennial.effect.points.Level;
import io.perennial.platform.engine.dmn.RequiredOutputs;
import io.perennial.platform.engine.model.ModelVocabularySource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Inputs and outputs of decision tables. {@link DecideByTable} provides facts, channel numbers and journey variables,
 * {@link ResponseWindows} the offer.
 */
@Component
class DecisionInputs implements ModelVocabularySource {

    private static final Map<String, Object> JOURNEY_VARIABLES = Map.of(
            "channelQuality", "GOOD",
            "churnRisk", "HIGH",
            "churnReason", "NO_LOGIN",
            "recallStep", 1);

    private static final Map<String, RequiredOutputs> ANSWERS = Map.ofEntries(
            entry("customer-tier", new RequiredOutputs(true, Map.of("tier", RequiredOutputs.oneOf(Tier.values())))),
            entry(
                    "need-tags",
                    new RequiredOutputs(false, Map.of("tag", RequiredOutputs.TEXT, "days", RequiredOutputs.COUNT))),
            entry(
                    "risk-tags",
                    new RequiredOutputs(
                            false,
                            Map.of(
                                    "tag", RequiredOutputs.TEXT,
                                    "days", RequiredOutputs.COUNT,
                                    "evidence", RequiredOutputs.TEXT_OR_NOTHING))),
            entry(
                    "churn-risk",
                    new RequiredOutputs(
                            true,
                            Map.of("churnRisk", RequiredOutputs.TEXT, "churnReason", RequiredOutputs.TEXT_OR_NOTHING))),
            entry("member-level", new RequiredOutputs(true, Map.of("level", RequiredOutputs.oneOf(Level.values())))),
            entry(
                    "points-earning",
                    new RequiredOutputs(
                            false,
                            Map.of("points", RequiredOutputs.NUMBER, "reason", RequiredOutputs.TEXT_OR_NOTHING))),
            entry(
                    "points-redemption",
                    new RequiredOutputs(
                            false, Map.of("points", RequiredOutputs.NUMBER, "offer", RequiredOutputs.TEXT_OR_NOTHING))),
            entry("limit-cap", new RequiredOutputs(true, Map.of("limitCap", RequiredOutputs.NUMBER))),
            entry("response-window", new RequiredOutputs(true, Map.of("responseDays", RequiredOutputs.COUNT))),
            entry(
                    "installment-eligibility",
                    new RequiredOutputs(
                            true,
                            Map.of(
                                    "eligibility",
                                    RequiredOutputs.oneOf(Eligibility.EligibilityOutcome.values()),
                                    "reasonCode",
                                    RequiredOutputs.TEXT_OR_NOTHING))),
            entry(
                    "installment-plans",
                    new RequiredOutputs(
                            false,
                            Map.of(
                                    "periods", RequiredOutputs.COUNT,
                                    "monthlyRate", RequiredOutputs.NUMBER,
                                    "feeRate", RequiredOutputs.NUMBER,
                                    "earlyFeeRate", RequiredOutputs.NUMBER,
                                    "perks", RequiredOutputs.TEXT_OR_NOTHING))));

    @Override
    public Set<String> inputs() {
        Set<String> words = new HashSet<>(JOURNEY_VARIABLES.keySet());
        words.addAll(ChannelQuality.FACT_KEYS);
        words.add(ResponseWindows.OFFER);
        Arrays.stream(Fact.values()).map(Fact::key).forEach(words::add);
        return words;
    }

    @Override
    public Map<String, Object> samples() {
        Map<String, Object> samples = new HashMap<>(JOURNEY_VARIABLES);
        ChannelQuality.FACT_KEYS.forEach(word -> samples.put(word, new BigDecimal("0.1234")));
        samples.put("channelRegistrations", 100);
        samples.put(ResponseWindows.OFFER, "activation-200-off");
        Arrays.stream(Fact.values()).forEach(fact -> samples.put(fact.key(), sample(fact)));
        return samples;
    }

    /** A sample value of the fact's type. */
    static Object sample(Fact fact) {
        return switch (fact) {
            case TIER,
                    STAGE,
                    CHANNEL,
                    REGION,
                    LOCALE,
                    FAVOURITE_CATEGORY,
                    CREDIT_GRADE,
                    MEMBER_LEVEL,
                    VIEWED_CATEGORY,
                    VIEWED_PAGE -> "STANDARD";
            case REGISTERED_AT, LAST_LOGIN_AT, LAST_ORDER_AT -> Instant.parse("2026-01-31T16:30:00Z");
            case SPEND_30D, SPEND_12M, AVG_MONTHLY_SPEND, CREDIT_LIMIT, LIFETIME_VALUE -> new BigDecimal("1234.56");
            case INSTALLMENT_SHARE, AVG_PERIODS, ON_TIME_RATIO, REPAYMENT_DELAY_TREND, PROBABILITY_ALIVE ->
                new BigDecimal("0.1234");
            case FROZEN -> false;
            case TAGS -> List.of("need:childcare");
            case AGE,
                    DAYS_SINCE_REGISTRATION,
                    DAYS_SINCE_LOGIN,
                    DAYS_SINCE_ORDER,
                    DAYS_SINCE_WARNING,
                    ORDER_COUNT,
                    ORDERS_30D,
                    ORDERS_PREVIOUS_30D,
                    OVERDUE_COUNT_12M,
                    MONTHS_WITHOUT_OVERDUE,
                    BILLS_ON_TIME_IN_A_ROW,
                    SERVICE_CONTACTS_30D,
                    ACTIVE_SECONDS_7D,
                    POINTS_BALANCE,
                    APPLIANCE_INSTALLMENT_VIEWS,
                    PHONE_INSTALLMENT_VIEWS,
                    FASHION_INSTALLMENT_VIEWS,
                    HOME_INSTALLMENT_VIEWS,
                    DIGITAL_VIEWS,
                    BABY_VIEWS,
                    VIEWS_7D -> 7;
        };
    }

    @Override
    public Map<String, RequiredOutputs> requiredOutputs() {
        return ANSWERS;
    }
}

package io.perennial.task;

import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tier;
import io.perennial.effect.callback.AdmissionResult;
import io.perennial.effect.callback.CallbackKind;
import io.perennial.effect.callback.CallbackRequest;
import io.perennial.effect.callback.CallbackService;
import io.perennial.journey.Journeys;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Date;
import org.springframework.stereotype.Component;

/**
 * Asks customer service to call within {@code days}; {@code kind} is CHURN or HARDSHIP. With {@code waits} true the call waits
 * for a slot of the day's capacity: {@code callbackAdmitted}, or ask again at {@code callbackRetryAt}. The most valuable come
 * first.
 */
@Component
@ModelerTemplate(
        value = "Create callback",
        labelZh = "创建客服回访",
        in = {
            @In(
                    value = "kind",
                    label = "Kind",
                    labelZh = "类型",
                    choices = {"CHURN", "HARDSHIP"},
                    defaultValue = "CHURN"),
            @In(
                    value = "days",
                    label = "Due within days",
                    labelZh = "几天内完成",
                    kind = ModelerTemplate.Kind.NUMBER,
                    defaultValue = "2"),
            @In(
                    value = "waits",
                    label = "Waits for a free slot of the day",
                    labelZh = "等待当日名额",
                    kind = ModelerTemplate.Kind.FLAG,
                    optional = true)
        },
        sets = {"callbackAdmitted", "callbackId", "callbackDue", "callbackPriority", "callbackRetryAt"},
        outcome = "callbackAdmitted")
class CreateCallback extends CustomerStep {

    private final CallbackService callbacks;
    private final ProfileService profiles;
    private final BusinessClock clock;

    CreateCallback(Journeys journeys, CallbackService callbacks, ProfileService profiles, BusinessClock clock) {
        super(journeys);
        this.callbacks = callbacks;
        this.profiles = profiles;
        this.clock = clock;
    }

    @Override
    protected void act(Step step) {
        Duration within = Duration.ofDays(step.integer("days"));
        int priority = priority(profiles.facts(profiles.read(step.customerId())));
        CallbackKind kind = CallbackKind.valueOf(step.text("kind"));
        boolean waits = "true".equals(step.optional("waits"));
        AdmissionResult turn = waits
                ? callbacks.requestAdmission(new CallbackRequest(
                        step.key(), step.customerId(), step.processInstanceId(), kind, within, priority, step.cause()))
                : AdmissionResult.admitted(callbacks.create(
                        step.key(), step.customerId(), kind, clock.instant().plus(within), priority, step.cause()));
        step.set(JourneyVariables.CALLBACK_ADMITTED, turn.isAdmitted());
        step.set(JourneyVariables.FORMER_CALLBACK_ADMITTED, turn.isAdmitted());
        if (turn.isAdmitted()) {
            step.set(JourneyVariables.CALLBACK_ID, turn.callback().seq());
            step.set(JourneyVariables.CALLBACK_DUE, Date.from(turn.callback().dueAt()));
            step.set(JourneyVariables.CALLBACK_PRIORITY, turn.callback().priority());
        } else {
            step.set(JourneyVariables.CALLBACK_RETRY_AT, Date.from(turn.retryAt()));
            step.set(JourneyVariables.FORMER_CALLBACK_RETRY_AT, Date.from(turn.retryAt()));
        }
    }

    /** The priority from 0 to 100: by tier, then by average monthly spend. */
    private static int priority(Facts facts) {
        int tier = switch (Tier.valueOf((String) facts.get(Fact.TIER))) {
            case HIGH_VALUE -> 70;
            case RISK -> 60;
            case POTENTIAL -> 50;
            case STANDARD -> 40;
        };
        BigDecimal spend = (BigDecimal) facts.get(Fact.AVG_MONTHLY_SPEND);
        return tier
                + spend.divideToIntegralValue(BigDecimal.valueOf(500))
                        .min(BigDecimal.valueOf(30))
                        .intValue();
    }
}

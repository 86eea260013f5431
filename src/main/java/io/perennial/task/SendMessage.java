package io.perennial.task;

import io.perennial.effect.outreach.OutreachService;
import io.perennial.effect.outreach.Purpose;
import io.perennial.effect.outreach.SendResult;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/**
 * Queues the message {@code template} for {@code purpose} MARKETING, RISK or SERVICE; {@code messageOutcome} is QUEUED, HELD
 * until the quiet hours are over, or WITHHELD.
 */
@Component
@ModelerTemplate(
        value = "Send message",
        labelZh = "发送消息",
        in = {
            @In(value = "template", label = "Template", labelZh = "消息模板"),
            @In(
                    value = "purpose",
                    label = "Purpose",
                    labelZh = "用途",
                    choices = {"MARKETING", "RISK", "SERVICE"},
                    defaultValue = "MARKETING")
        },
        sets = {"messageOutcome", "withheldReason"},
        outcome = "messageOutcome")
class SendMessage extends CustomerStep {

    private final OutreachService outreach;

    SendMessage(Journeys journeys, OutreachService outreach) {
        super(journeys);
        this.outreach = outreach;
    }

    @Override
    protected void act(Step step) {
        Purpose purpose = Purpose.valueOf(step.text("purpose"));
        SendResult sent = outreach.send(step.key(), step.customerId(), step.text("template"), purpose, step.cause());
        step.set(JourneyVariables.MESSAGE_OUTCOME, sent.outcome().name());
        step.setReason(sent.reason());
    }
}

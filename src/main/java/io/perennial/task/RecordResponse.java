package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.learning.response.OfferResponses;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/** Records the {@code response} to an {@code offer}: WON, IGNORED or LOST. */
@Component
@ModelerTemplate(
        value = "Record the response to an offer",
        labelZh = "记录权益响应",
        in = {
            @In(value = "offer", label = "Offers, separated by commas", labelZh = "权益方案，逗号分隔"),
            @In(
                    value = "response",
                    label = "Response",
                    labelZh = "响应",
                    choices = {"WON", "IGNORED", "LOST"})
        })
class RecordResponse extends CustomerStep {

    private final OfferResponses responses;

    RecordResponse(Journeys journeys, OfferResponses responses) {
        super(journeys);
        this.responses = responses;
    }

    @Override
    protected void act(Step step) {
        OfferResponses.Response response = OfferResponses.Response.valueOf(step.text("response"));
        for (String offer : step.words("offer")) {
            responses.record(
                    step.key() + ":" + offer,
                    step.customerId(),
                    offer,
                    response,
                    step.cause(),
                    step.processInstanceId());
        }
    }
}

package io.perennial.task;

import io.perennial.feedback.OfferResponses;
import io.perennial.journey.Journeys;
import org.springframework.stereotype.Component;

/** Records what came of an {@code offer}: {@code response} WON, IGNORED or LOST. */
@Component
class RecordResponse extends CustomerStep {

    private final OfferResponses responses;

    RecordResponse(Journeys journeys, OfferResponses responses) {
        super(journeys);
        this.responses = responses;
    }

    @Override
    void act(Step step) {
        OfferResponses.Response response = OfferResponses.Response.valueOf(step.text("response"));
        for (String offer : step.words("offer")) {
            responses.record(step.key() + ":" + offer, step.customerId(), offer, response, step.cause());
        }
    }
}

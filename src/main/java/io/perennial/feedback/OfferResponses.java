package io.perennial.feedback;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How customers answered what they were offered. */
@Component
public class OfferResponses {

    /** Taken up, left lying, or the customer was lost over it. */
    public enum Response {
        WON,
        IGNORED,
        LOST
    }

    record Row(String customerId, String offer, Response response) {}

    private final FeedbackRepository repository;
    private final Sequence sequence;
    private final BusinessClock clock;

    OfferResponses(FeedbackRepository repository, Sequence sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Records an answer. Done again with the same key it changes nothing.
     *
     * @throws Refused KEY_REUSED when the key stands for another answer
     */
    @Transactional
    public void record(String key, String customerId, String offer, Response response, String cause) {
        Row row = new Row(customerId, offer, response);
        Optional<Row> earlier = repository.response(key);
        if (earlier.isEmpty()) {
            repository.insertResponse(sequence.next(), key, row, clock.instant(), cause);
        } else if (!earlier.get().equals(row)) {
            throw Refused.keyReused(key);
        }
    }
}

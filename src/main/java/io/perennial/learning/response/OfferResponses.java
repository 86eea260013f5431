package io.perennial.learning.response;

import io.perennial.learning.response.ResponseRepository.Answer;
import io.perennial.learning.response.ResponseRepository.Unanswered;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Sha256;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Responses of customers to offers. */
@Component
public class OfferResponses {

    /** Accepted, ignored, or ignored by a customer who was lost. */
    public enum Response {
        WON,
        IGNORED,
        LOST
    }

    record Row(String customerId, String offer, Response response) {}

    /** Offer name of the responses to churn warnings. */
    static final String CHURN_WARNING = "churn-warning";

    /** Age above which all responses are already recorded. */
    private static final Duration MAX_AGE = Duration.ofDays(90);

    private final ResponseRepository repository;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    OfferResponses(ResponseRepository repository, SequenceIds sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Records the response to an offer that a journey decided, with strength and cost of what it gave; does nothing if it gave
     * nothing. Idempotent by key; the first response to an offer counts.
     *
     * @param journey id of the process instance, the suffix of its effects' causes
     * @throws ApiException KEY_REUSED when the key belongs to another response
     */
    @Transactional
    public void record(String key, String customerId, String offer, Response response, String cause, String journey) {
        Row row = new Row(customerId, offer, response);
        Optional<Row> earlier = repository.response(key);
        if (earlier.isPresent()) {
            if (!earlier.get().equals(row)) {
                throw ApiException.keyReused(key);
            }
            return;
        }
        repository
                .given(customerId, offer, journey)
                .filter(given -> !repository.hasResponse(customerId, given.key()))
                .ifPresent(given -> repository.insertResponses(
                        List.of(new Answer(key, row, given, cause)), clock.instant(), sequence));
    }

    /** The offers whose coupons were issued recently enough to lack a response. */
    @Transactional(readOnly = true)
    public List<String> recentOffers() {
        return repository.offersSince(clock.instant().minus(MAX_AGE));
    }

    /**
     * Records the response to all coupons of that offer whose window is over and that have none from a journey: WON if redeemed,
     * or if an order followed within the window without another coupon in between; LOST if the customer is; else IGNORED.
     *
     * @param windowDays days within which an order counts for the offer
     * @return number of responses recorded
     */
    @Transactional
    public int recordUnanswered(String offer, int windowDays) {
        Instant to = clock.instant().minus(Duration.ofDays(windowDays));
        Instant from = clock.instant().minus(MAX_AGE);
        return recordPages(
                offer,
                "window of " + windowDays + " days",
                () -> repository.unansweredCoupons(offer, windowDays, from, to));
    }

    /** Records the response to all ended churn warnings: WON if the customer returned, else IGNORED or LOST. */
    @Transactional
    public int recordEndedWarnings() {
        Instant from = clock.instant().minus(MAX_AGE);
        return recordPages(CHURN_WARNING, "end of the warning", () -> repository.unansweredWarnings(from));
    }

    private int recordPages(String offer, String cause, Supplier<List<Unanswered>> nextPage) {
        int recorded = 0;
        for (List<Unanswered> page = nextPage.get(); !page.isEmpty(); page = nextPage.get()) {
            repository.insertResponses(
                    page.stream()
                            .map(one -> new Answer(
                                    "settled:" + Sha256.hex(one.given().key()),
                                    new Row(one.customerId(), offer, one.response()),
                                    one.given(),
                                    cause))
                            .toList(),
                    clock.instant(),
                    sequence);
            recorded += page.size();
        }
        return recorded;
    }
}

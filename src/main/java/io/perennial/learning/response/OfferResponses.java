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

    /** The name under which warnings are answered. */
    static final String CHURN_WARNING = "churn-warning";

    /** What is older has been settled long ago. */
    private static final Duration LONGEST = Duration.ofDays(90);

    private final ResponseRepository repository;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    OfferResponses(ResponseRepository repository, SequenceIds sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Records what came of an offer by the rules of its journey, with the strength and cost of what the journey gave; nothing
     * where it gave nothing. Done again with the same key it changes nothing; of several words on one offer the first counts.
     *
     * @param journey the process instance, with which the causes of its effects end
     * @throws ApiException KEY_REUSED when the key stands for another answer
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
                .filter(given -> !repository.isAnswered(customerId, given.key()))
                .ifPresent(given -> repository.insertResponses(
                        List.of(new Answer(key, row, given, cause)), clock.instant(), sequence));
    }

    /** The offers of which coupons were given so lately that what came of them may still be unknown. */
    @Transactional(readOnly = true)
    public List<String> recentOffers() {
        return repository.offersSince(clock.instant().minus(LONGEST));
    }

    /**
     * Records what came of all coupons of that offer whose window is over and of which no journey has spoken: WON when used, or
     * when an order followed within the window and no other coupon came between; LOST when the customer is; else IGNORED.
     *
     * @param windowDays within which an order counts for the offer
     * @return how many
     */
    @Transactional
    public int recordUnanswered(String offer, int windowDays) {
        Instant over = clock.instant().minus(Duration.ofDays(windowDays));
        Instant from = clock.instant().minus(LONGEST);
        return all(
                offer,
                "window of " + windowDays + " days",
                () -> repository.unansweredCoupons(offer, windowDays, from, over));
    }

    /** Records what came of all churn warnings that have ended: WON when the customer came back, else IGNORED or LOST. */
    @Transactional
    public int recordEndedWarnings() {
        Instant from = clock.instant().minus(LONGEST);
        return all(CHURN_WARNING, "end of the warning", () -> repository.unansweredWarnings(from));
    }

    private int all(String offer, String cause, Supplier<List<Unanswered>> some) {
        int settled = 0;
        for (List<Unanswered> page = some.get(); !page.isEmpty(); page = some.get()) {
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
            settled += page.size();
        }
        return settled;
    }
}

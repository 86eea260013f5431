package io.perennial.batch.review;

import java.time.Duration;

/**
 * How far a review is.
 *
 * @param planned   customers to review
 * @param done      how many of these are behind it, the erased among them
 * @param customers reviewed
 * @param changed   changes of tier
 * @param started   journeys started for a risk of churn
 * @param elapsed   since it began
 */
record Progress(long planned, long done, long customers, long changed, long started, Duration elapsed) {

    static final Progress NONE = new Progress(0, 0, 0, 0, 0, Duration.ZERO);

    /** What the rest will take if it goes on like this. */
    Duration left() {
        return done == 0 ? Duration.ZERO : Duration.ofMillis(elapsed.toMillis() * (planned - done) / done);
    }
}

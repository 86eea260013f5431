package io.perennial.batch.review;

import java.time.Duration;

/**
 * Progress of a review.
 *
 * @param planned   customers to review
 * @param done      customers of the finished chunks, including erased ones
 * @param customers reviewed
 * @param changed   tier changes
 * @param started   churn-warning journeys started
 * @param elapsed   since its start
 */
record Progress(long planned, long done, long customers, long changed, long started, Duration elapsed) {

    static final Progress NONE = new Progress(0, 0, 0, 0, 0, Duration.ZERO);

    /** The estimated remaining time at the current rate. */
    Duration left() {
        return done == 0 ? Duration.ZERO : Duration.ofMillis(elapsed.toMillis() * (planned - done) / done);
    }
}

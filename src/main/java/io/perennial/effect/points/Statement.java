package io.perennial.effect.points;

import java.time.Instant;
import java.util.List;

/**
 * A customer's points.
 *
 * @param balance points that can be spent
 * @param level null before the customer is a member
 * @param owed points that a reversal could not take back; those earned next settle them
 * @param entries newest first
 * @param lots first-expiring first
 */
public record Statement(long balance, Level level, long owed, List<Entry> entries, List<Lot> lots) {

    /**
     * A change of the balance.
     *
     * @param points signed: what was spent or expired is negative
     * @param lots which lots it made or used
     */
    public record Entry(Instant at, long points, String reason, List<LotPoints> lots) {}

    /**
     * A lot's part in an entry.
     *
     * @param lotId digits; text, because it is too long for the numbers of a browser
     * @param points never negative
     */
    public record LotPoints(String lotId, long points) {}

    /** Points earned at once, and what is left of them. */
    public record Lot(String lotId, Instant earnedAt, Instant expiresAt, long points, long remaining) {

        Lot emptied() {
            return new Lot(lotId, earnedAt, expiresAt, points, 0);
        }
    }
}

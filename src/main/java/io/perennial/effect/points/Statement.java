package io.perennial.effect.points;

import java.time.Instant;
import java.util.List;

/**
 * A customer's points statement.
 *
 * @param balance points that can be spent
 * @param level null before the customer is a member
 * @param owed points that a reversal could not deduct; the next points earned repay them
 * @param entries newest first
 * @param lots first-expiring first
 */
public record Statement(long balance, Level level, long owed, List<Entry> entries, List<Lot> lots) {

    /**
     * A change of the balance.
     *
     * @param points negative when spent, expired or reversed
     * @param lots the lots it created or used
     */
    public record Entry(Instant at, long points, String reason, List<LotPoints> lots) {}

    /**
     * Points of one lot in an entry.
     *
     * @param lotId decimal digits; a string, because JavaScript numbers are too short
     * @param points never negative
     */
    public record LotPoints(String lotId, long points) {}

    /** Points earned by one entry, and how many of them remain. */
    public record Lot(String lotId, Instant earnedAt, Instant expiresAt, long points, long remaining) {

        Lot withoutRemaining() {
            return new Lot(lotId, earnedAt, expiresAt, points, 0);
        }
    }
}

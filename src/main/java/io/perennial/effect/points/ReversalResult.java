package io.perennial.effect.points;

import io.perennial.effect.points.Statement.LotPoints;
import java.util.List;

/**
 * Result of reversing points.
 *
 * @param taken points deducted from lots
 * @param owed points that were spent already; the next points earned repay them
 * @param lots the lots and how many points each gave
 */
public record ReversalResult(long taken, long owed, List<LotPoints> lots) {}

package io.perennial.effect.points;

import io.perennial.effect.points.Statement.LotPoints;
import java.util.List;

/**
 * What became of points that were taken back.
 *
 * @param taken points taken from lots
 * @param owed points that were spent already and are settled by those earned next
 * @param lots which lots gave how many
 */
public record ReversalResult(long taken, long owed, List<LotPoints> lots) {}

package io.perennial.strategy;

/**
 * One cell that a change of strategy would change.
 *
 * @param rule   the row's id
 * @param column the column's fact or output; {@code position} where the row is moved
 * @param before what it says today; null in a new row
 * @param after  what it would say; null in a row that goes
 */
public record ChangedCell(String rule, String column, String before, String after) {}

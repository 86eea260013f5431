package io.perennial.decision.strategy;

/**
 * One cell of a table, or one property of an element of another model, that a change of strategy would change.
 *
 * @param rule   the row's id; for files the file's name
 * @param column the column's fact or output; for files the element and which of its properties
 * @param before what it says today; null in what is new
 * @param after  what it would say; null in what goes
 */
public record ChangedCell(String rule, String column, String before, String after) {}

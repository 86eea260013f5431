package io.perennial.decision.strategy;

/**
 * One cell of a table, or one property of an element of another model, that a change of strategy would change.
 *
 * @param rule   the row's id; for files the file's name
 * @param column the column's fact or output; for files the element and which of its properties
 * @param before its current text; null in a new row or element
 * @param after  its proposed text; null in a removed row or element
 */
public record ChangedCell(String rule, String column, String before, String after) {}

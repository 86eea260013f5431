package io.perennial.platform.sql;

/**
 * Append-only table without personal data, contributed as a bean by the package that owns it. A merge reassigns its rows, an
 * erasure leaves them.
 *
 * @param name of the table, which has a column {@code customer_id}
 */
public record LedgerTable(String name) {}

package io.perennial.platform.sql;

/**
 * Consistency rule of a ledger, contributed as a bean by the package that owns the tables.
 *
 * @param name of the check in the ledger report
 * @param sql query for the differences, with the columns {@code id}, {@code kept} and {@code computed}
 */
public record LedgerRule(String name, String sql) {}

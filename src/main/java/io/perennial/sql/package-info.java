/** Statements for many rows at once. */
package io.perennial.sql;

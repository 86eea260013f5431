/** How the database is talked to in few exchanges: many rows in one statement, transactions without switching autocommit. */
package io.perennial.sql;

/** Database access in few round trips: multi-row inserts, transactions without autocommit switching, ordered ids, SQL timestamps. */
package io.perennial.platform.sql;

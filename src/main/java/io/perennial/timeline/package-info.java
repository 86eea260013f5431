/** Why and why not: one customer's story, read from the tables in which everything else leaves its traces. */
package io.perennial.timeline;

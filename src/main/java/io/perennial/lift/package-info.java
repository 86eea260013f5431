/** What offers change: customers who get them against those who by lot do not, and what the numbers do not carry. */
package io.perennial.lift;

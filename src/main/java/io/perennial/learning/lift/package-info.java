/** Lift: customers who get offers compared with the holdout, with intervals. */
package io.perennial.learning.lift;

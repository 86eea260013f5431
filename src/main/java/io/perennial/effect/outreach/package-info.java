/** Messages: withheld or queued in the transaction of the step, delivered at least once. */
package io.perennial.effect.outreach;

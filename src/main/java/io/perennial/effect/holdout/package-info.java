/** Holdout by keyed draw, and the log of withheld effects with their reasons. */
package io.perennial.effect.holdout;

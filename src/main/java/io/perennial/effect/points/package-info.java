/** Points: earned in lots that expire, spent first-expiring first, never negative; levels of membership. */
package io.perennial.effect.points;

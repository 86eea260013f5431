/** Standing benefits: granted and withdrawn, append-only. */
package io.perennial.effect.benefit;

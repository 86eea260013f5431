/** Who changed what by hand: an account that only grows, and shows when it was tampered with. */
package io.perennial.audit;

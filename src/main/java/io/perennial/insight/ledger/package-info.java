/** Ledger check: every balance recomputed from its entries, every budget from its coupons; read only. */
package io.perennial.insight.ledger;

/** The check of the books: every balance computed anew from its entries, every budget from its coupons. Only reads tables. */
package io.perennial.ledger;

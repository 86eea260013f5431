/** Coupons: issued within an offer's budget, used once, or expired; every change of state is a row. */
package io.perennial.coupon;

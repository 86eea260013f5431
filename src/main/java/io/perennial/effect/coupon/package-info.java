/** Coupons: issued within an offer's budget, reserved, redeemed once, expired or revoked; append-only. */
package io.perennial.effect.coupon;

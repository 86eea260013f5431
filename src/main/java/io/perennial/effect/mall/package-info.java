/** Instalment purchases: plans, quotes, applications, bills; limit and coupon are reserved together or not at all. */
package io.perennial.effect.mall;

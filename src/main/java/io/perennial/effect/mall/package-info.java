/** Instalment purchases: plans, quotes, applications, bills; a limit and coupons are taken together or not at all. */
package io.perennial.effect.mall;

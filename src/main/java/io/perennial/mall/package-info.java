/** The mall: what a purchase takes of a customer's limit and coupons, together or not at all. */
package io.perennial.mall;

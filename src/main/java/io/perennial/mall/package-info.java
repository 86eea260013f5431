/** The mall: purchases paid in instalments. What one takes of a customer's limit and coupons it takes together or not at all. */
package io.perennial.mall;

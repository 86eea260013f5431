/** Customers to look at on the first start: their lives run through the real door and the real journeys. */
package io.perennial.demo;

/** Customer identity: merged ids and erasure. */
package io.perennial.customer.identity;

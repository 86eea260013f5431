/** Live customer profile: aggregates of the events, and the facts, tags and tier computed from them. */
package io.perennial.customer.profile;

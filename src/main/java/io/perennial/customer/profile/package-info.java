/** The live profile: what is known of a customer, and the facts and tags computed from it as of any day. */
package io.perennial.customer.profile;

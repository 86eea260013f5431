/** The live profile: what is known of a customer, and the facts computed from it as of any day. */
package io.perennial.profile;

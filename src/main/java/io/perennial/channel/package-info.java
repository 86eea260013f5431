/** Channels: what each costs a day, and how good the customers are whom it brings. */
package io.perennial.channel;

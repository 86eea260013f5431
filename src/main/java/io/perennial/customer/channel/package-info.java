/** Channels: daily costs and the quality of the customers they bring. */
package io.perennial.customer.channel;

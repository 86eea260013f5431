/** Business time: one clock, real or simulated, and the time zones of customers. */
package io.perennial.platform.clock;

/** Stages and journeys: which stage a customer is in, which processes run for them, and what wakes those. */
package io.perennial.journey;

/** Stages and journeys: which stage a customer is in, which processes run, and what wakes them. */
package io.perennial.journey;

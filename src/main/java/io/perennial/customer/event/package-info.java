/** Event intake: validates, deduplicates and stores events, then updates profiles and wakes journeys. */
package io.perennial.customer.event;

/** The page of one customer as of now: stage, tier, credit, facts, tags and running journeys; read only. */
package io.perennial.insight.customer;

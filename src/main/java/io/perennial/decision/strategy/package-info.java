/** Changes of tables and models by two people: proposed, checked, approved, reversible. */
package io.perennial.decision.strategy;

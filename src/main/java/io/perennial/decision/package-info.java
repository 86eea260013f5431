/** Decisions by table: evaluated over facts, recorded where they lead to an effect or withhold one. */
package io.perennial.decision;

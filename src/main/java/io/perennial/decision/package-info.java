/** Decisions by table: evaluated over facts, and kept where they lead to an effect or withhold one. */
package io.perennial.decision;

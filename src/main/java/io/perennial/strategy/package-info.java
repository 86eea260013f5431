/** Strategies change by two people: a proposed decision table is checked, approved by somebody else, and can be taken back. */
package io.perennial.strategy;

/** Strategies change by two people: a proposed table or model is checked, approved by somebody else, and can be taken back. */
package io.perennial.strategy;

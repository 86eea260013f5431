/** Time and order: one clock that can be made to stand and move, and numbers that put rows of all tables in one order. */
package io.perennial.clock;

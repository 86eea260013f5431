/** The one door: what happened to a customer comes in here, once, and everything else follows from it. */
package io.perennial.event;

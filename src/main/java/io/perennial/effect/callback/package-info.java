/** Callbacks: requests, daily capacity, due dates and outcomes. */
package io.perennial.effect.callback;

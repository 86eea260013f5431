/** Callbacks: why customer service is to call a customer, until when, and what came of it. */
package io.perennial.callback;

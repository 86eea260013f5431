/** What became of what we did: who is held out by lot, what was withheld and why, how customers answered an offer. */
package io.perennial.feedback;

/** What it is all worth: numbers for the dashboard, from indexes and from sums that follow the events. Only reads what others keep. */
package io.perennial.insight;

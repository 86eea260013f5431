/** Messages to customers: held back or queued with the step that wants them, and relayed to the outside at least once. */
package io.perennial.outreach;

/** What models may use: parse listeners for all processes, and the catalog of verbs and messages. */
package io.perennial.task.model;

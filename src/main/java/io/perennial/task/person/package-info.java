/** User tasks: four eyes, and the trace that tasks leave on the timeline. */
package io.perennial.task.person;

/** User tasks: four eyes, and the task history on the timeline. */
package io.perennial.task.person;

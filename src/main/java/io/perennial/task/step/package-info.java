/** What the verbs share: reading and writing journey variables, keys of effects, the description for Camunda Modeler. */
package io.perennial.task.step;

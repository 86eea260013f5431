/** Verbs for BPMN service tasks, one delegate per class: map in, call one service, map out. */
package io.perennial.task;

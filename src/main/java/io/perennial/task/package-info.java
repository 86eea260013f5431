/** Verbs for BPMN service tasks, one delegate a class: map in, call one service, map out. */
package io.perennial.task;

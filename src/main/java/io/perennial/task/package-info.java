/** The verbs a process designer may use, one delegate a class: map in, call one service, map out. */
package io.perennial.task;

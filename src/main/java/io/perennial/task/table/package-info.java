/** Business rule tasks: decision tables evaluated with the facts and variables of a journey. */
package io.perennial.task.table;

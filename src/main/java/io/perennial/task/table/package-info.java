/** Business rule tasks: a decision table asked with the facts and variables of a journey. */
package io.perennial.task.table;

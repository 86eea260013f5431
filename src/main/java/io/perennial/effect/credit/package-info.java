/** Credit limits: set by the latest assessment, raised within a cap, never while frozen; holds for purchases. */
package io.perennial.effect.credit;

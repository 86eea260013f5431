/** Credit limits: set by the latest assessment, raised within a cap, never while frozen; every change is a row. */
package io.perennial.credit;

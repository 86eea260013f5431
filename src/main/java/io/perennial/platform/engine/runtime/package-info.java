/** Running processes: start, correlate, run due jobs, retry lost races, report errors, history and metrics. */
package io.perennial.platform.engine.runtime;

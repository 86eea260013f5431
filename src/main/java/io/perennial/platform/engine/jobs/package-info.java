/** Due jobs: acquired page by page from an index, run in groups that commit together, and counted while they wait. */
package io.perennial.platform.engine.jobs;

/** Migration of running process instances to another version of their process. */
package io.perennial.platform.engine.migration;

/** Guards against known security holes of the engine. */
package io.perennial.platform.engine.guard;

/** Configuration of the process engine: the engine plug-in and what all its parts share. */
package io.perennial.platform.engine;

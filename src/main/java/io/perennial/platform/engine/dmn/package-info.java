/** Fast FEEL, and deployed decision tables evaluated in memory. */
package io.perennial.platform.engine.dmn;

/** How well what was foretold of customers came true. */
package io.perennial.foresight;

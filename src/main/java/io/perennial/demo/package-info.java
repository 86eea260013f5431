/** Demo customers for the first start, simulated through the public event API. */
package io.perennial.demo;

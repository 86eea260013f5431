/** Engine time: business clock, business zone, and due dates that chain over clock jumps. */
package io.perennial.platform.engine.time;

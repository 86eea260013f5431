/** Everything about the process engine: its set-up, its guards, its time, and the few things the house asks of it. */
package io.perennial.engine;

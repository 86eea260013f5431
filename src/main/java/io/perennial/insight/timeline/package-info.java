/** Timeline: the history of one customer, with reasons; read only. */
package io.perennial.insight.timeline;

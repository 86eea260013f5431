/** Dashboard numbers, from indexes and incrementally maintained sums; read only. */
package io.perennial.insight;

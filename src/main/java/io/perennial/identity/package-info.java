/** Who is who: ids that were merged into another, and people who asked to be forgotten. Whoever keeps something says here what becomes of it. */
package io.perennial.identity;

/** Points: earned in lots that expire, spent first-expiring first, never below nothing; every entry names its lots. */
package io.perennial.points;

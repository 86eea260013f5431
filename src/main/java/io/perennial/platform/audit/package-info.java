/** Audit of manual changes: an append-only chain of hashes that shows tampering. */
package io.perennial.platform.audit;

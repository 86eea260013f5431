/** API errors (problem+json with a code), validation of inputs, CSV, and content hashes. */
package io.perennial.platform.api;

/** How the API says no: one exception, one shape of answer (problem+json with a code); and fingerprints of content. */
package io.perennial.api;

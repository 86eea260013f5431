/** How the API says no: one exception, one shape of answer (problem+json with a code). */
package io.perennial.api;

/** The nightly review: every customer once a night, in chunks that all nodes share. */
package io.perennial.review;

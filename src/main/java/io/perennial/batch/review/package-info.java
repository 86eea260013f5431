/** The nightly review: every customer once a night, in chunks shared by all nodes. */
package io.perennial.batch.review;

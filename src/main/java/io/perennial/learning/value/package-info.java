/** Customer value: past and expected margin less expected loss. */
package io.perennial.learning.value;

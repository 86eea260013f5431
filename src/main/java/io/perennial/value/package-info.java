/** What a customer is worth: the margin so far, the margin to come by their purchases, less the loss to expect. */
package io.perennial.value;

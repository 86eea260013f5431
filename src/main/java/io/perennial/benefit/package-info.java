/** Standing benefits: what a customer enjoys for as long as it is due; every grant and withdrawal is a row. */
package io.perennial.benefit;

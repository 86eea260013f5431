/** Responses of customers to offers, and the tuning of offer strengths. */
package io.perennial.learning.response;

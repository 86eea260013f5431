/** Prediction quality: what was predicted for each customer, and whether it happened. */
package io.perennial.learning.prediction;

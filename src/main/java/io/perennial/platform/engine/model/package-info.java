/** Process and decision models: validation, deployment, comparison, vocabulary, live editing. */
package io.perennial.platform.engine.model;

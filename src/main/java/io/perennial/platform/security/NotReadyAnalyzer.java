package io.perennial.platform.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports missing or unsafe settings instead of a stack trace. */
class NotReadyAnalyzer extends AbstractFailureAnalyzer<ProductionCheck.NotReady> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, ProductionCheck.NotReady notReady) {
        return new FailureAnalysis(
                notReady.getMessage(),
                "Set what is missing and start again; see application-production.yaml.",
                failure);
    }
}

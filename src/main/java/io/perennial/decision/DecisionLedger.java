package io.perennial.decision;

import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Decisions on the timeline. */
@Configuration(proxyBeanMethods = false)
class DecisionLedger {

    @Bean
    @Order(20)
    TimelineSource decisionSource() {
        return TimelineSource.of(
                Kind.DECISION,
                "decision_record",
                "at",
                "decision",
                "decision",
                "version",
                "rules",
                "inputs",
                "outputs",
                "cause");
    }
}

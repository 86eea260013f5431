package io.perennial.effect.outreach;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Gauges of the outbox; alert when {@code perennial.outbox.dead} is above 0. */
@Component
class OutboxMetrics implements MeterBinder {

    private final OutreachRepository repository;

    OutboxMetrics(OutreachRepository repository) {
        this.repository = repository;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "perennial.outbox.queued", "QUEUED", "Messages queued or held");
        gauge(registry, "perennial.outbox.dead", "DEAD", "Messages moved to dead letter after too many attempts");
    }

    private void gauge(MeterRegistry registry, String name, String state, String description) {
        Gauge.builder(name, repository, outbox -> outbox.countIn(state))
                .description(description)
                .register(registry);
    }
}

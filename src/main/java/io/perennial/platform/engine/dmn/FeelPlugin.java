package io.perennial.platform.engine.dmn;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.EnginePlugin;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Uses the fast FEEL engine also for the process engine's own decisions (REST API, tables called by other tables). */
@Component
@Order(EnginePlugin.DMN)
class FeelPlugin extends EnginePlugin {

    private final BusinessClock clock;

    FeelPlugin(BusinessClock clock) {
        this.clock = clock;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        DefaultDmnEngineConfiguration decisions = engine.getDmnEngineConfiguration();
        if (decisions == null) {
            decisions = (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
            engine.setDmnEngineConfiguration(decisions);
        }
        WideIntegers.register(decisions);
        decisions.setFeelEngineFactory(new FastFeelEngineFactory(engine.getDmnFeelCustomFunctionProviders(), clock));
        BusinessDates.register(decisions, clock.getZone());
    }
}

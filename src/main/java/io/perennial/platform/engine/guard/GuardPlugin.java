package io.perennial.platform.engine.guard;

import io.perennial.platform.engine.EnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Engine settings for queries: no expressions, limited results, unique order. */
@Component
@Order(EnginePlugin.GUARD)
class GuardPlugin extends EnginePlugin {

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCustomSessionFactories(append(engine.getCustomSessionFactories(), UniqueOrder.factory(engine)));
        engine.setCustomPreCommandInterceptorsTxRequired(append(
                engine.getCustomPreCommandInterceptorsTxRequired(),
                new QueryGuard(),
                new MaxResultsInterceptor(engine)));
        engine.setCustomPreCommandInterceptorsTxRequiresNew(
                append(engine.getCustomPreCommandInterceptorsTxRequiresNew(), new QueryGuard()));
    }
}

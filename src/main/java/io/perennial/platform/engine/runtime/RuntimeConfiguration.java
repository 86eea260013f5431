package io.perennial.platform.engine.runtime;

import io.perennial.platform.audit.Audit;
import io.perennial.platform.engine.EnginePlugin;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Engine settings for running processes: history, refusals, retries and process listeners. */
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

    @Bean
    @Order(EnginePlugin.RUNTIME)
    ProcessEnginePlugin runtimePlugin(ObjectProvider<Audit> audit) {
        return new EnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.setCustomHistoryLevels(append(engine.getCustomHistoryLevels(), new PerennialHistoryLevel()));
                engine.setHistoryEventHandler(new AuditedHistory(audit));
                engine.setFailedJobCommandFactory(new TransientFailures());
                engine.setEnableExceptionsAfterUnhandledBpmnError(true);
                engine.setCustomPreCommandInterceptorsTxRequired(
                        append(engine.getCustomPreCommandInterceptorsTxRequired(), new RefusedExceptionUnwrapper()));
                engine.setCustomPreCommandInterceptorsTxRequiresNew(
                        append(engine.getCustomPreCommandInterceptorsTxRequiresNew(), new RefusedExceptionUnwrapper()));
            }
        };
    }

    @Bean
    BpmnParseListener processLifecycleListener(ObjectProvider<ProcessListener> listeners) {
        return new ProcessLifecycleListener(listeners);
    }
}

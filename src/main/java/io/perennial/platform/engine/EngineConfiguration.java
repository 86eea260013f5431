package io.perennial.platform.engine;

import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Registers all beans of type {@link BpmnParseListener}, which are called after the engine has parsed a process. The settings of
 * one part are in the part's own {@link EnginePlugin}.
 */
@Component
@Order(EnginePlugin.SHARED)
@DependsOnDatabaseInitialization // the engine is built with this bean and needs its tables
class EngineConfiguration extends EnginePlugin {

    private final ObjectProvider<BpmnParseListener> parseListeners;

    EngineConfiguration(ObjectProvider<BpmnParseListener> parseListeners) {
        this.parseListeners = parseListeners;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        List<BpmnParseListener> listeners = append(engine.getCustomPostBPMNParseListeners());
        parseListeners.orderedStream().forEach(listeners::add);
        engine.setCustomPostBPMNParseListeners(listeners);
    }
}

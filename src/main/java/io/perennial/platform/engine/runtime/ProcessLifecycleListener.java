package io.perennial.platform.engine.runtime;

import java.util.function.Consumer;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.ObjectProvider;

/** Calls the process listeners at start and end of each instance. */
class ProcessLifecycleListener extends AbstractBpmnParseListener {

    private final ObjectProvider<ProcessListener> listeners;

    ProcessLifecycleListener(ObjectProvider<ProcessListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void parseProcess(Element element, ProcessDefinitionEntity definition) {
        String process = definition.getKey();
        definition.addListener(ExecutionListener.EVENTNAME_START, (ExecutionListener) execution -> notifyListeners(
                execution,
                listener -> execution.setVariables(listener.started(
                        process, execution.getProcessBusinessKey(), execution.getProcessInstanceId()))));
        definition.addListener(ExecutionListener.EVENTNAME_END, (ExecutionListener) execution -> notifyListeners(
                execution,
                listener ->
                        listener.ended(process, execution.getProcessBusinessKey(), execution.getProcessInstanceId())));
    }

    private void notifyListeners(DelegateExecution execution, Consumer<ProcessListener> call) {
        if (((ExecutionEntity) execution).getSuperExecution() == null) {
            listeners.orderedStream().forEach(call);
        }
    }
}

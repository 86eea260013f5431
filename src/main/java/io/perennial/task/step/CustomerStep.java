package io.perennial.task.step;

import io.perennial.journey.Journeys;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

/** Base class of steps that act on the journey's customer, who is locked before anything is read. */
public abstract class CustomerStep implements JavaDelegate {

    private final Journeys journeys;

    public CustomerStep(Journeys journeys) {
        this.journeys = journeys;
    }

    @Override
    public final void execute(DelegateExecution execution) {
        Step step = new Step(execution);
        try {
            journeys.lock(step.customerId());
            act(step);
        } catch (BpmnError modelled) {
            throw modelled;
        } catch (RuntimeException failed) {
            throw StepFailed.at(execution, failed);
        }
    }

    protected abstract void act(Step step);
}

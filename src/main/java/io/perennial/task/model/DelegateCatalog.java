package io.perennial.task.model;

import io.perennial.customer.event.EventType;
import io.perennial.platform.engine.model.DelegateDescriptor;
import io.perennial.platform.engine.model.ModelVocabularySource;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;

/** Vocabulary of process designers: the delegates of this package, and the messages that the application sends. */
@Component
public class DelegateCatalog implements ModelVocabularySource {

    /** Message to a running journey that is requested again. */
    private static final String RERUN_REQUESTED = "JOURNEY_ASKED_AGAIN";

    private static final DelegateDescriptor.Input VISIT = new DelegateDescriptor.Input(
            "visit", "Visit, where a journey passes it again", "次序（多次经过时）", "TEXT", List.of(), "", false);
    private static final DelegateDescriptor.Input ONCE_PER_CUSTOMER = new DelegateDescriptor.Input(
            "oncePerCustomer", "Once per customer, in all journeys", "每位用户仅一次", "FLAG", List.of(), "", false);

    private final ListableBeanFactory beans;

    DelegateCatalog(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public Set<String> inputs() {
        return Set.of();
    }

    @Override
    public Set<String> messages() {
        Set<String> messages = new TreeSet<>(Set.of(RERUN_REQUESTED));
        Arrays.stream(EventType.values()).map(Enum::name).forEach(messages::add);
        return messages;
    }

    @Override
    public List<DelegateDescriptor> delegates() {
        return Arrays.stream(beans.getBeanNamesForAnnotation(ModelerTemplate.class))
                .sorted()
                .map(name -> tool(name, beans.getType(name)))
                .toList();
    }

    public static DelegateDescriptor tool(String bean, Class<?> type) {
        ModelerTemplate offered = AnnotatedElementUtils.getMergedAnnotation(type, ModelerTemplate.class);
        List<DelegateDescriptor.Input> inputs = new ArrayList<>();
        for (ModelerTemplate.In in : offered.in()) {
            inputs.add(new DelegateDescriptor.Input(
                    in.value(),
                    in.label(),
                    in.labelZh(),
                    in.kind().name(),
                    List.of(in.choices()),
                    in.defaultValue(),
                    !in.optional()));
        }
        if (CustomerStep.class.isAssignableFrom(type)) {
            inputs.add(VISIT);
            inputs.add(ONCE_PER_CUSTOMER);
        }
        return new DelegateDescriptor(
                bean,
                elementOf(type),
                offered.value(),
                offered.labelZh(),
                inputs,
                List.of(offered.sets()),
                offered.outcome().isEmpty() ? null : offered.outcome());
    }

    private static String elementOf(Class<?> type) {
        if (TaskListener.class.isAssignableFrom(type)) {
            return "UserTask";
        }
        return ExecutionListener.class.isAssignableFrom(type) ? "StartEvent" : "ServiceTask";
    }
}

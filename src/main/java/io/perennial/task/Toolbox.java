package io.perennial.task;

import io.perennial.engine.Tool;
import io.perennial.engine.Vocabulary;
import io.perennial.event.EventType;
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

/** What a process designer finds here: the delegates of this package, and the messages that the house sends. */
@Component
class Toolbox implements Vocabulary {

    /** What the house itself tells a journey that is asked for while it runs. */
    private static final String ASKED_AGAIN = "JOURNEY_ASKED_AGAIN";

    private static final Tool.Input OCCASION = new Tool.Input(
            "occasion", "Occasion, where it is visited twice", "场次（多次经过时）", "TEXT", List.of(), "", false);
    private static final Tool.Input ONCE =
            new Tool.Input("once", "Once a customer, in all journeys", "每位用户仅一次", "FLAG", List.of(), "", false);

    private final ListableBeanFactory beans;

    Toolbox(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public Set<String> words() {
        return Set.of();
    }

    @Override
    public Set<String> messages() {
        Set<String> messages = new TreeSet<>(Set.of(ASKED_AGAIN));
        Arrays.stream(EventType.values()).map(Enum::name).forEach(messages::add);
        return messages;
    }

    @Override
    public List<Tool> tools() {
        return Arrays.stream(beans.getBeanNamesForAnnotation(DesignerTool.class))
                .sorted()
                .map(name -> tool(name, beans.getType(name)))
                .toList();
    }

    static Tool tool(String bean, Class<?> type) {
        DesignerTool offered = AnnotatedElementUtils.getMergedAnnotation(type, DesignerTool.class);
        List<Tool.Input> inputs = new ArrayList<>();
        for (DesignerTool.In in : offered.in()) {
            inputs.add(new Tool.Input(
                    in.value(),
                    in.label(),
                    in.chinese(),
                    in.kind().name(),
                    List.of(in.choices()),
                    in.standard(),
                    !in.optional()));
        }
        if (CustomerStep.class.isAssignableFrom(type)) {
            inputs.add(OCCASION);
            inputs.add(ONCE);
        }
        return new Tool(
                bean,
                elementOf(type),
                offered.value(),
                offered.chinese(),
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

package io.perennial.platform.engine.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.management.JobDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Starts process instances and correlates messages, in batches and in the caller's transaction. */
@Component
public class ProcessRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);

    /** Operations per engine command, which flushes all its rows together; this number gives the highest throughput. */
    private static final int BATCH = 100;

    /** So many instances are loaded together rather than one by one. */
    private static final int WORTH_LOADING = 3;

    private static final String SUBSCRIPTIONS = """
            select PROC_INST_ID_, EVENT_NAME_, EXECUTION_ID_
              from ACT_RU_EVENT_SUBSCR
             where PROC_INST_ID_ in (:instances) and EVENT_NAME_ in (:messages) and EVENT_TYPE_ = 'message'
             order by CREATED_, ID_
            """;

    private static final String MESSAGES_WAITED_FOR = """
            select PROC_INST_ID_, EVENT_NAME_
              from ACT_RU_EVENT_SUBSCR
             where PROC_INST_ID_ in (:instances) and EVENT_TYPE_ = 'message'
             order by EVENT_NAME_
            """;

    private final ProcessEngineConfigurationImpl engine;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final ManagementService management;
    private final RepositoryService repository;
    private final HistoryService history;
    private final InstanceLoader loader;
    private final JdbcClient sql;

    ProcessRuntime(
            ProcessEngineConfigurationImpl engine,
            RuntimeService runtime,
            TaskService tasks,
            ManagementService management,
            RepositoryService repository,
            HistoryService history,
            InstanceLoader loader,
            JdbcClient sql) {
        this.engine = engine;
        this.runtime = runtime;
        this.tasks = tasks;
        this.management = management;
        this.repository = repository;
        this.history = history;
        this.loader = loader;
        this.sql = sql;
    }

    /**
     * A process instance to start.
     *
     * @param message the message of the start event, or null for the none start event
     */
    public record Start(String process, String message, String businessKey, Map<String, Object> variables) {}

    /** A message for an instance, with variables to set when it is delivered. */
    public record Wake(String processInstanceId, String message, Map<String, Object> variables) {}

    /** Starts all instances. Exceptions of a {@link ProcessListener} reach the caller. */
    public void start(List<Start> starts) {
        inBatches(starts, this::startOne);
    }

    /** Starts an instance without business key and returns its id. */
    public String startWithoutCustomer(String process, Map<String, Object> variables) {
        List<String> started = new ArrayList<>();
        inOneCommand(() -> started.add(
                runtime.startProcessInstanceByKey(process, variables).getId()));
        return started.get(0);
    }

    private void startOne(Start start) {
        if (start.message() == null) {
            runtime.startProcessInstanceByKey(start.process(), start.businessKey(), start.variables());
        } else {
            runtime.startProcessInstanceByMessage(start.message(), start.businessKey(), start.variables());
        }
    }

    /**
     * Delivers each message if its instance is waiting for it, at most one message per instance. Fails with a
     * ConcurrencyFailureException if an instance is woken elsewhere at the same moment: the caller retries.
     *
     * @return the instances that were woken
     */
    public Set<String> wake(List<Wake> wakes) {
        Set<String> woken = new LinkedHashSet<>();
        for (int from = 0; from < wakes.size(); from += BATCH) {
            wakeSome(wakes.subList(from, Math.min(from + BATCH, wakes.size())), woken);
        }
        return woken;
    }

    private void wakeSome(List<Wake> wakes, Set<String> woken) {
        Map<String, String> executions = new HashMap<>();
        sql.sql(SUBSCRIPTIONS)
                .param("instances", wakes.stream().map(Wake::processInstanceId).collect(Collectors.toSet()))
                .param("messages", wakes.stream().map(Wake::message).collect(Collectors.toSet()))
                .query(row -> {
                    executions.putIfAbsent(
                            waiting(row.getString("PROC_INST_ID_"), row.getString("EVENT_NAME_")),
                            row.getString("EXECUTION_ID_"));
                });
        if (executions.isEmpty()) {
            return;
        }
        Set<String> waiting = wakes.stream()
                .filter(wake -> executions.containsKey(waiting(wake.processInstanceId(), wake.message())))
                .map(Wake::processInstanceId)
                .collect(Collectors.toSet());
        inOneCommand(() -> {
            if (waiting.size() >= WORTH_LOADING) {
                loader.load(Context.getCommandContext(), waiting);
            }
            for (Wake wake : wakes) {
                String execution = executions.get(waiting(wake.processInstanceId(), wake.message()));
                if (execution != null && woken.add(wake.processInstanceId())) {
                    wakeOne(wake, execution);
                }
            }
        });
    }

    private void wakeOne(Wake wake, String execution) {
        try {
            runtime.messageEventReceived(wake.message(), execution, wake.variables());
        } catch (NullValueException gone) {
            throw new OptimisticLockingFailureException(
                    "Instance " + wake.processInstanceId() + " no longer waits for " + wake.message(), gone);
        }
    }

    private static String waiting(String processInstanceId, String message) {
        return processInstanceId + " " + message;
    }

    /** Cancels instances, with a reason shown in Cockpit. */
    public void cancel(List<String> processInstanceIds, String reason) {
        inBatches(processInstanceIds, id -> runtime.deleteProcessInstance(id, reason));
    }

    /** Deletes the history of ended instances with that business key, including comments of operators. */
    public void deleteHistory(String businessKey) {
        List<String> ended = history
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(businessKey)
                .finished()
                .unlimitedList()
                .stream()
                .map(HistoricProcessInstance::getId)
                .toList();
        if (!ended.isEmpty()) {
            inOneCommand(() -> history.deleteHistoricProcessInstances(ended));
        }
    }

    /** What each instance is waiting for, as text: tasks by name, timers by element and date, messages by name. */
    public Map<String, List<String>> waitingFor(Collection<String> processInstanceIds) {
        Map<String, List<String>> waits = new LinkedHashMap<>();
        processInstanceIds.forEach(id -> waits.put(id, new ArrayList<>()));
        List<String> all = List.copyOf(waits.keySet());
        for (int from = 0; from < all.size(); from += BATCH) {
            List<String> some = all.subList(from, Math.min(from + BATCH, all.size()));
            addTasks(some, waits);
            addTimers(some, waits);
            sql.sql(MESSAGES_WAITED_FOR).param("instances", some).query(row -> {
                waits.get(row.getString("PROC_INST_ID_")).add(row.getString("EVENT_NAME_"));
            });
        }
        return waits;
    }

    private void addTasks(List<String> instances, Map<String, List<String>> waits) {
        tasks.createTaskQuery()
                .processInstanceIdIn(instances.toArray(String[]::new))
                .orderByTaskCreateTime()
                .asc()
                .unlimitedList()
                .forEach(task -> waits.get(task.getProcessInstanceId()).add(task.getName()));
    }

    private void addTimers(List<String> instances, Map<String, List<String>> waits) {
        List<Job> timers = management
                .createJobQuery()
                .processInstanceIds(new HashSet<>(instances))
                .timers()
                .orderByJobDuedate()
                .asc()
                .unlimitedList();
        Map<String, String> names = new HashMap<>();
        for (Job timer : timers) {
            String name = names.computeIfAbsent(timer.getJobDefinitionId(), id -> elementName(timer));
            waits.get(timer.getProcessInstanceId())
                    .add(name + " (" + timer.getDuedate().toInstant() + ")");
        }
    }

    private String elementName(Job timer) {
        JobDefinition definition = management
                .createJobDefinitionQuery()
                .jobDefinitionId(timer.getJobDefinitionId())
                .singleResult();
        ModelElementInstance element = repository
                .getBpmnModelInstance(timer.getProcessDefinitionId())
                .getModelElementById(definition.getActivityId());
        return element instanceof FlowElement named && named.getName() != null
                ? named.getName()
                : definition.getActivityId();
    }

    /** Sets variables of a running instance in the caller's transaction. */
    public void setVariables(String processInstanceId, Map<String, Object> variables) {
        inOneCommand(() -> runtime.setVariables(processInstanceId, variables));
    }

    /**
     * Sets variables of a running instance in a transaction of its own; does nothing if the instance has ended or another node
     * is changing it.
     */
    public void trySetVariables(String processInstanceId, Map<String, Object> variables) {
        try {
            engine.getCommandExecutorTxRequiresNew().execute(context -> {
                runtime.setVariables(processInstanceId, variables);
                return null;
            });
        } catch (NullValueException | OptimisticLockingException over) {
            LOG.debug("Instance {} has ended or changed", processInstanceId, over);
        }
    }

    /** Whether any instance of the process is running. */
    public boolean isRunning(String process) {
        return !runtime.createProcessInstanceQuery()
                .processDefinitionKey(process)
                .listPage(0, 1)
                .isEmpty();
    }

    private <T> void inBatches(List<T> all, Consumer<T> each) {
        for (int from = 0; from < all.size(); from += BATCH) {
            List<T> some = all.subList(from, Math.min(from + BATCH, all.size()));
            inOneCommand(() -> some.forEach(each));
        }
    }

    private void inOneCommand(Runnable work) {
        try {
            // The application acts here on its own behalf: the current user's permissions do not apply.
            engine.getCommandExecutorTxRequired()
                    .execute(context -> context.runWithoutAuthorization(() -> {
                        work.run();
                        return null;
                    }));
        } catch (RuntimeException failed) {
            throw TransientFailures.translate(failed);
        }
    }
}

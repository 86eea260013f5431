package io.perennial.journey;

import io.perennial.journey.JourneyRepository.EndedWait;
import io.perennial.journey.JourneyRepository.StageTransition;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Starts, wakes and ends journeys; a customer has at most one per process at a time. Every method joins the caller's
 * transaction, in which the customers are locked.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Journeys implements ProcessListener {

    /** Variable with the time of the event that woke the journey. */
    public static final String WOKEN_AT = "wokenAt";

    public static final String CUSTOMER_ID = "customerId";
    public static final String TIER = "tier";
    public static final String WHY_NOW = "whyNow";

    /** Message to a running journey that is requested again; its name is part of stored models and subscriptions. */
    static final String RERUN_REQUESTED = "JOURNEY_ASKED_AGAIN";

    /** Request to start a journey, with the reason shown to operators. */
    public record StartRequest(String customerId, String process, String why, Map<String, Object> variables) {}

    /**
     * An accepted event that may end a wait.
     *
     * @param stageSince time at which the customer entered the current stage
     */
    public record WakeUp(String customerId, String message, Instant occurredAt, Instant stageSince) {

        private boolean mayBeLate() {
            return WAITED_FOR.contains(message) && occurredAt.isBefore(stageSince);
        }
    }

    private static final Set<String> WAITED_FOR = Set.of(Stage.LOGGED_IN, Stage.ORDER_PLACED);

    /** Events by customers themselves; a recent one shows that the customer is active. */
    private static final Set<String> ACTIVITY = Set.of(
            Stage.LOGGED_IN, Stage.ORDER_PLACED, "PAGE_VIEWED", "FEATURE_USED", "CHECKED_IN", "SERVICE_CONTACTED");

    private final JourneyRepository repository;
    private final ProcessRuntime processes;
    private final BusinessClock clock;
    private final SequenceIds sequence;
    private final JourneyNotes notes;
    private final Approvals approvals;
    private final Identities identities;
    private final JourneyTerms terms;
    private final ThreadLocal<List<Journey>> startedInCommand = new ThreadLocal<>();

    Journeys(
            JourneyRepository repository,
            ProcessRuntime processes,
            BusinessClock clock,
            SequenceIds sequence,
            JourneyNotes notes,
            Approvals approvals,
            Identities identities,
            JourneyTerms terms) {
        this.repository = repository;
        this.processes = processes;
        this.clock = clock;
        this.sequence = sequence;
        this.notes = notes;
        this.approvals = approvals;
        this.identities = identities;
        this.terms = terms;
    }

    /** Locks the customers in id order until the end of the transaction; unknown ones are left out. */
    public Map<String, CustomerState> lock(Collection<String> customerIds) {
        return repository.lock(customerIds);
    }

    /** Locks one customer. */
    public CustomerState lock(String customerId) {
        CustomerState customer = repository.lock(Set.of(customerId)).get(customerId);
        if (customer == null) {
            throw ApiException.unknownCustomer(customerId);
        }
        return customer;
    }

    @Transactional(propagation = Propagation.SUPPORTS)
    public List<Journey> open(Collection<String> customerIds) {
        return repository.findOpen(customerIds);
    }

    /** Records the stage ACQUISITION of new customers and starts its journey. */
    public void startAcquisition(Collection<String> customerIds) {
        Instant now = clock.instant();
        repository.record(customerIds.stream()
                .map(id -> new StageTransition(
                        sequence.next(), "registered:" + id, id, now, null, Stage.ACQUISITION, "registered"))
                .toList());
        start(
                customerIds.stream()
                        .map(id ->
                                new StartRequest(id, Stage.ACQUISITION.process().orElseThrow(), "registered", Map.of()))
                        .toList(),
                lock(customerIds));
    }

    /**
     * Changes the stage of customers and starts the journey of the new stage. Customers in that stage and keys that were used
     * for the same change before are skipped.
     *
     * @throws IllegalStageChange if a customer's stage does not lead to the new one
     * @throws ApiException KEY_REUSED if a key was used for another change
     */
    public void changeStage(List<StageChange> changes) {
        Map<String, CustomerState> states =
                lock(changes.stream().map(StageChange::customerId).toList());
        Instant now = clock.instant();
        Set<String> applied = appliedKeys(changes);
        List<StageTransition> transitions = new ArrayList<>();
        List<StartRequest> requests = new ArrayList<>();
        for (StageChange change : changes) {
            CustomerState customer = states.get(change.customerId());
            if (customer.stage() == change.to() || applied.contains(change.key())) {
                continue;
            }
            if (!customer.stage().leadsTo(change.to())) {
                throw new IllegalStageChange(customer, change.to());
            }
            transitions.add(new StageTransition(
                    sequence.next(),
                    change.key(),
                    change.customerId(),
                    now,
                    customer.stage(),
                    change.to(),
                    change.cause()));
            change.to()
                    .process()
                    .ifPresent(process -> requests.add(
                            new StartRequest(change.customerId(), process, change.cause(), change.variables())));
        }
        repository.changeStages(transitions);
        start(requests, states);
    }

    /** Keys of the changes that were applied before. */
    private Set<String> appliedKeys(List<StageChange> changes) {
        Map<String, StageTransition> earlier =
                repository
                        .findTransitions(changes.stream().map(StageChange::key).toList())
                        .stream()
                        .collect(Collectors.toMap(StageTransition::key, Function.identity()));
        for (StageChange change : changes) {
            StageTransition before = earlier.get(change.key());
            if (before != null
                    && (before.to() != change.to() || !before.customerId().equals(change.customerId()))) {
                throw ApiException.keyReused(change.key());
            }
        }
        return earlier.keySet();
    }

    /**
     * Changes the stage of a customer if the current one leads to the new one; otherwise a note in the timeline records the
     * refusal.
     *
     * @return whether the customer is in the new stage
     */
    public boolean changeStageIfLegal(StageChange change) {
        CustomerState customer = lock(change.customerId());
        if (customer.stage() != change.to() && !customer.stage().leadsTo(change.to())) {
            recordRefusal(change, customer.stage(), "ILLEGAL_STAGE");
            return false;
        }
        changeStage(List.of(change));
        return true;
    }

    /** Changes the stage of lost customers with new activity; after a refused registration only a note is recorded. */
    public void reactivate(List<StageChange> changes) {
        Set<String> refused =
                approvals.refused(changes.stream().map(StageChange::customerId).toList(), ApprovalSubject.REGISTRATION);
        changes.stream()
                .filter(change -> refused.contains(change.customerId()))
                .forEach(change -> recordRefusal(change, Stage.LOST, "REGISTRATION_REFUSED"));
        changeStage(changes.stream()
                .filter(change -> !refused.contains(change.customerId()))
                .toList());
    }

    private void recordRefusal(StageChange change, Stage from, String reason) {
        notes.record(
                change.customerId(),
                null,
                JourneyNotes.Type.MOVE_REFUSED,
                Map.of("from", from, "to", change.to(), "cause", change.cause(), "reason", reason));
    }

    /** Starts journeys; if one of the same process is open, it is started again when that one has ended. */
    public void start(List<StartRequest> requests) {
        start(requests, lock(requests.stream().map(StartRequest::customerId).toList()));
    }

    private void start(List<StartRequest> requests, Map<String, CustomerState> states) {
        if (requests.isEmpty()) {
            return;
        }
        Map<String, Map<String, Journey>> open = new HashMap<>();
        for (Journey journey : repository.findOpen(
                requests.stream().map(StartRequest::customerId).toList())) {
            open.computeIfAbsent(journey.customerId(), id -> new HashMap<>()).put(journey.process(), journey);
        }
        List<Journey> again = new ArrayList<>();
        List<ProcessRuntime.Start> starts = new ArrayList<>();
        for (StartRequest request : requests) {
            Journey running = open.getOrDefault(request.customerId(), Map.of()).get(request.process());
            if (running != null) {
                again.add(running);
            } else {
                Map<String, Object> variables = new HashMap<>(request.variables());
                variables.put(WHY_NOW, request.why());
                variables.putAll(variables(states.get(request.customerId())));
                starts.add(new ProcessRuntime.Start(
                        request.process(), Stage.startMessage(request.process()), request.customerId(), variables));
            }
        }
        requestReruns(again);
        List<Journey> before = startedInCommand.get();
        List<Journey> started = new ArrayList<>();
        startedInCommand.set(started);
        try {
            processes.start(starts);
        } finally {
            startedInCommand.set(before);
        }
        repository.insert(started);
    }

    private void requestReruns(List<Journey> running) {
        if (!running.isEmpty()) {
            repository.requestRerun(running);
            processes.wake(running.stream()
                    .map(journey -> new ProcessRuntime.Wake(journey.processInstanceId(), RERUN_REQUESTED, Map.of()))
                    .toList());
        }
    }

    private static Map<String, Object> variables(CustomerState customer) {
        return Map.of(CUSTOMER_ID, customer.customerId(), TIER, customer.tier());
    }

    /** Wakes the journeys that wait for these events; returns the customers with such a journey. */
    public Set<String> wake(List<WakeUp> wakeUps) {
        if (wakeUps.isEmpty()) {
            return Set.of();
        }
        recordLateEvents(wakeUps);
        Map<String, List<Journey>> byCustomer = new HashMap<>();
        for (Journey journey : repository.findOpen(
                wakeUps.stream().map(WakeUp::customerId).distinct().toList())) {
            byCustomer
                    .computeIfAbsent(journey.customerId(), id -> new ArrayList<>())
                    .add(journey);
        }
        Map<String, Object> variables = Map.of(WOKEN_AT, clock.instant().toString());
        List<ProcessRuntime.Wake> wakes = new ArrayList<>();
        Map<String, String> customers = new HashMap<>();
        for (WakeUp wakeUp : wakeUps) {
            for (Journey journey : byCustomer.getOrDefault(wakeUp.customerId(), List.of())) {
                if (mayEndWait(wakeUp, journey)) {
                    wakes.add(new ProcessRuntime.Wake(journey.processInstanceId(), wakeUp.message(), variables));
                    customers.put(journey.processInstanceId(), journey.customerId());
                }
            }
        }
        Set<String> woken = new HashSet<>();
        processes.wake(wakes).forEach(instance -> woken.add(customers.get(instance)));
        return woken;
    }

    /** Whether an event may end a wait of the journey; activation accepts an order of any age. */
    private boolean mayEndWait(WakeUp wakeUp, Journey journey) {
        return Stage.ofProcess(journey.process()).equals(Optional.of(Stage.ACTIVATION))
                || !isOutdated(wakeUp, journey.startedAt());
    }

    /** Whether an activity from before the wait arrives too late to show that the customer is active. */
    private boolean isOutdated(WakeUp wakeUp, Instant waitingSince) {
        return ACTIVITY.contains(wakeUp.message())
                && wakeUp.occurredAt().isBefore(waitingSince)
                && wakeUp.occurredAt().isBefore(clock.instant().minus(terms.lateActivity()));
    }

    /**
     * Returns the events that reactivate lost customers: activities since the loss, recent activities, and orders placed while
     * the activation was still waiting for one.
     */
    public List<WakeUp> findReactivating(Collection<WakeUp> wakeUps) {
        Map<Boolean, List<WakeUp>> byAge =
                wakeUps.stream().collect(Collectors.partitioningBy(one -> isOutdated(one, one.stageSince())));
        Map<WakeUp, List<EndedWait>> missed = missedWaits(byAge.get(true));
        return wakeUps.stream()
                .filter(wakeUp -> byAge.get(false).contains(wakeUp)
                        || missed.getOrDefault(wakeUp, List.of()).stream()
                                .anyMatch(end -> end.stage() == Stage.ACTIVATION))
                .toList();
    }

    /** Records events that a journey had waited for and that arrive after its wait has ended. */
    private void recordLateEvents(List<WakeUp> wakeUps) {
        missedWaits(wakeUps.stream().filter(WakeUp::mayBeLate).toList())
                .forEach((wakeUp, ends) -> ends.forEach(end -> notes.record(
                        wakeUp.customerId(),
                        end.stage().process().orElseThrow(),
                        JourneyNotes.Type.CAME_TOO_LATE,
                        Map.of(
                                "event",
                                wakeUp.message(),
                                "occurredAt",
                                wakeUp.occurredAt().toString(),
                                "stage",
                                end.stage(),
                                "leftAt",
                                end.until().toString()))));
    }

    /** Ended waits by late event. */
    private Map<WakeUp, List<EndedWait>> missedWaits(List<WakeUp> late) {
        if (late.isEmpty()) {
            return Map.of();
        }
        Instant first = late.stream()
                .map(WakeUp::occurredAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Map<String, List<EndedWait>> endedWaits =
                repository
                        .findEndedWaits(late.stream().map(WakeUp::customerId).collect(Collectors.toSet()), first)
                        .stream()
                        .collect(Collectors.groupingBy(EndedWait::customerId));
        Map<WakeUp, List<EndedWait>> missed = new LinkedHashMap<>();
        for (WakeUp wakeUp : late) {
            missed.put(
                    wakeUp,
                    endedWaits.getOrDefault(wakeUp.customerId(), List.of()).stream()
                            .filter(end -> end.covers(wakeUp))
                            .toList());
        }
        return missed;
    }

    /**
     * Called for every started process. One with a business key is a journey of that customer: the customer must exist, must
     * have no other journey of the process, and their stage must allow it. A process without a business key is not a journey.
     */
    @Override
    public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
        if (businessKey == null) {
            if (Stage.ofProcess(process).isPresent()) {
                throw ApiException.invalid("A journey needs the customerId as its business key.");
            }
            return Map.of();
        }
        if (startedInCommand.get() != null) {
            startedInCommand
                    .get()
                    .add(new Journey(businessKey, process, processInstanceId, clock.instant(), false, null));
            return Map.of();
        }
        Journey journey = new Journey(
                businessKey,
                process,
                processInstanceId,
                clock.instant(),
                false,
                identities.current().orElse(null));
        CustomerState customer = lock(businessKey);
        if (repository.findOpen(Set.of(businessKey)).stream()
                .anyMatch(open -> open.process().equals(process))) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "JOURNEY_RUNNING",
                    "Customer " + businessKey + " has a running " + process + " journey.");
        }
        Stage.ofProcess(process)
                .filter(stage -> stage != customer.stage())
                .ifPresent(stage -> changeStageByUser(customer, stage, "journey:" + processInstanceId));
        repository.insert(List.of(journey));
        return variables(customer);
    }

    private void changeStageByUser(CustomerState customer, Stage stage, String key) {
        if (!customer.stage().leadsTo(stage)) {
            StageChange change = new StageChange(key, customer.customerId(), stage, "started from outside");
            notes.inNewTransaction(() -> recordRefusal(change, customer.stage(), "ILLEGAL_STAGE"));
            throw new ApiException(
                    HttpStatus.CONFLICT, "ILLEGAL_STAGE", new IllegalStageChange(customer, stage).getMessage());
        }
        endStageJourney(customer);
        repository.changeStages(List.of(new StageTransition(
                sequence.next(),
                key,
                customer.customerId(),
                clock.instant(),
                customer.stage(),
                stage,
                "started from outside")));
    }

    /** Ends the journey of the current stage. */
    private void endStageJourney(CustomerState customer) {
        List<String> left = repository.findOpen(Set.of(customer.customerId())).stream()
                .filter(journey -> Stage.ofProcess(journey.process())
                        .filter(customer.stage()::equals)
                        .isPresent())
                .map(Journey::processInstanceId)
                .toList();
        left.forEach(repository::delete);
        processes.cancel(left, "another stage was entered from outside");
    }

    @Override
    public void beforeJobs(Collection<String> businessKeys) {
        lock(businessKeys);
    }

    @Override
    public void migrated(String process, String businessKey, String processInstanceId, int from, int to) {
        if (businessKey != null) {
            notes.record(
                    businessKey,
                    process,
                    JourneyNotes.Type.MODEL_MIGRATED,
                    Map.of("fromVersion", from, "toVersion", to));
        }
    }

    @Override
    public void notMigrated(String process, String businessKey, String processInstanceId, int from, int to) {
        if (businessKey != null) {
            notes.record(
                    businessKey,
                    process,
                    JourneyNotes.Type.MODEL_NOT_MIGRATED,
                    Map.of("fromVersion", from, "toVersion", to));
        }
    }

    /** The user who started a journey over the REST API and so must not approve in it. */
    @Transactional(propagation = Propagation.SUPPORTS)
    public Optional<String> startedBy(String processInstanceId) {
        return repository.byInstance(processInstanceId).map(Journey::startedBy);
    }

    @Override
    public void ended(String process, String businessKey, String processInstanceId) {
        if (businessKey == null || endedWhileStarting(processInstanceId)) {
            return;
        }
        boolean rerun = repository
                .byInstance(processInstanceId)
                .map(Journey::rerunRequested)
                .orElse(false);
        repository.delete(processInstanceId);
        if (rerun) {
            start(List.of(new StartRequest(businessKey, process, "requested while it ran", Map.of())));
        }
    }

    /** Whether it ended in the command that started it, before it was recorded. */
    private boolean endedWhileStarting(String processInstanceId) {
        List<Journey> starting = startedInCommand.get();
        return starting != null
                && starting.removeIf(journey -> journey.processInstanceId().equals(processInstanceId));
    }

    /** Cancels all journeys of the customer. */
    void end(String customerId, String reason) {
        List<String> instances = repository.findOpen(Set.of(customerId)).stream()
                .map(Journey::processInstanceId)
                .toList();
        instances.forEach(repository::delete);
        processes.cancel(instances, reason);
    }
}

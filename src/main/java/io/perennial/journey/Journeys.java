package io.perennial.journey;

import io.perennial.journey.JourneyNotes.What;
import io.perennial.journey.JourneyRepository.GivenUp;
import io.perennial.journey.JourneyRepository.StageMove;
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
 * Starts, wakes and ends journeys: one per customer and process at a time, whoever starts them. Every method joins the
 * caller's transaction, in which the customers concerned are locked.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Journeys implements ProcessListener {

    /** Where the event that woke a journey came in; a journey may ask what has happened since. */
    public static final String WOKEN_AT = "wokenAt";

    public static final String CUSTOMER_ID = "customerId";
    public static final String TIER = "tier";
    public static final String WHY_NOW = "whyNow";

    /** The message to a journey that is asked for while it runs; one that waits for it ends and begins anew. */
    static final String RERUN_REQUESTED = "JOURNEY_ASKED_AGAIN";

    /** A journey to begin, and why, in words an operator reads. */
    public record StartRequest(String customerId, String process, String why, Map<String, Object> variables) {}

    /**
     * An event that has just come in and may end a wait.
     *
     * @param stageSince since when the customer is in the present stage
     */
    public record WakeUp(String customerId, String message, Instant occurredAt, Instant stageSince) {

        private boolean mayBeLate() {
            return WAITED_FOR.contains(message) && occurredAt.isBefore(stageSince);
        }
    }

    private static final Set<String> WAITED_FOR = Set.of(Stage.LOGGED_IN, Stage.ORDER_PLACED);

    /** What customers do themselves: it shows that they are active, if it happened recently. */
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
    private final ThreadLocal<List<Journey>> opening = new ThreadLocal<>();

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

    /** Locks the customers in the order of their ids until the transaction ends; unknown ones are left out. */
    public Map<String, CustomerState> lock(Collection<String> customerIds) {
        return repository.lock(customerIds);
    }

    /** Locks one customer. */
    public CustomerState lock(String customerId) {
        CustomerState standing = repository.lock(Set.of(customerId)).get(customerId);
        if (standing == null) {
            throw ApiException.unknownCustomer(customerId);
        }
        return standing;
    }

    @Transactional(propagation = Propagation.SUPPORTS)
    public List<Journey> open(Collection<String> customerIds) {
        return repository.open(customerIds);
    }

    /** Begins the life of customers who have just registered: stage ACQUISITION and its journey. */
    public void startAcquisition(Collection<String> customerIds) {
        Instant now = clock.instant();
        repository.record(customerIds.stream()
                .map(id -> new StageMove(
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
     * Moves customers into a stage and starts that stage's journey. A customer who is there already stays, and a move that was
     * made before under its key is not made again.
     *
     * @throws IllegalStageChange when a customer's stage does not lead there
     * @throws ApiException KEY_REUSED when a key stands for another move
     */
    public void changeStage(List<StageChange> moves) {
        Map<String, CustomerState> standings =
                lock(moves.stream().map(StageChange::customerId).toList());
        Instant now = clock.instant();
        Set<String> made = made(moves);
        List<StageMove> steps = new ArrayList<>();
        List<StartRequest> begins = new ArrayList<>();
        for (StageChange move : moves) {
            CustomerState standing = standings.get(move.customerId());
            if (standing.stage() == move.to() || made.contains(move.key())) {
                continue;
            }
            if (!standing.stage().leadsTo(move.to())) {
                throw new IllegalStageChange(standing, move.to());
            }
            steps.add(new StageMove(
                    sequence.next(), move.key(), move.customerId(), now, standing.stage(), move.to(), move.cause()));
            move.to()
                    .process()
                    .ifPresent(process ->
                            begins.add(new StartRequest(move.customerId(), process, move.cause(), move.variables())));
        }
        repository.move(steps);
        start(begins, standings);
    }

    /** Those of the moves that were made before, by their keys. */
    private Set<String> made(List<StageChange> moves) {
        Map<String, StageMove> earlier = repository
                .moves(moves.stream().map(StageChange::key).toList())
                .stream()
                .collect(Collectors.toMap(StageMove::key, Function.identity()));
        for (StageChange move : moves) {
            StageMove before = earlier.get(move.key());
            if (before != null
                    && (before.to() != move.to() || !before.customerId().equals(move.customerId()))) {
                throw ApiException.keyReused(move.key());
            }
        }
        return earlier.keySet();
    }

    /**
     * Moves a customer into a stage if the present one leads there. Where it does not, nothing changes and the timeline says
     * so.
     *
     * @return whether the customer is in that stage now
     */
    public boolean changeStageIfLegal(StageChange move) {
        CustomerState standing = lock(move.customerId());
        if (standing.stage() != move.to() && !standing.stage().leadsTo(move.to())) {
            refuse(move, standing.stage(), "ILLEGAL_STAGE");
            return false;
        }
        changeStage(List.of(move));
        return true;
    }

    /** Moves lost customers who came back; whose registration was refused stays where they are, and the timeline says so. */
    public void reactivate(List<StageChange> moves) {
        Set<String> refused =
                approvals.refused(moves.stream().map(StageChange::customerId).toList(), ApprovalSubject.REGISTRATION);
        moves.stream()
                .filter(move -> refused.contains(move.customerId()))
                .forEach(move -> refuse(move, Stage.LOST, "REGISTRATION_REFUSED"));
        changeStage(moves.stream()
                .filter(move -> !refused.contains(move.customerId()))
                .toList());
    }

    private void refuse(StageChange move, Stage from, String reason) {
        notes.write(
                move.customerId(),
                null,
                What.MOVE_REFUSED,
                Map.of("from", from, "to", move.to(), "cause", move.cause(), "reason", reason));
    }

    /** Starts journeys; where one of the same process is still open it runs once more when it has ended. */
    public void start(List<StartRequest> begins) {
        start(begins, lock(begins.stream().map(StartRequest::customerId).toList()));
    }

    private void start(List<StartRequest> begins, Map<String, CustomerState> standings) {
        if (begins.isEmpty()) {
            return;
        }
        Map<String, Map<String, Journey>> open = new HashMap<>();
        for (Journey journey :
                repository.open(begins.stream().map(StartRequest::customerId).toList())) {
            open.computeIfAbsent(journey.customerId(), id -> new HashMap<>()).put(journey.process(), journey);
        }
        List<Journey> again = new ArrayList<>();
        List<ProcessRuntime.Start> starts = new ArrayList<>();
        for (StartRequest begin : begins) {
            Journey running = open.getOrDefault(begin.customerId(), Map.of()).get(begin.process());
            if (running != null) {
                again.add(running);
            } else {
                Map<String, Object> variables = new HashMap<>(begin.variables());
                variables.put(WHY_NOW, begin.why());
                variables.putAll(variables(standings.get(begin.customerId())));
                starts.add(new ProcessRuntime.Start(
                        begin.process(), Stage.startMessage(begin.process()), begin.customerId(), variables));
            }
        }
        askAgain(again);
        List<Journey> before = opening.get();
        List<Journey> opened = new ArrayList<>();
        opening.set(opened);
        try {
            processes.start(starts);
        } finally {
            opening.set(before);
        }
        repository.insert(opened);
    }

    private void askAgain(List<Journey> running) {
        if (!running.isEmpty()) {
            repository.runAgain(running);
            processes.wake(running.stream()
                    .map(journey -> new ProcessRuntime.Wake(journey.processInstanceId(), RERUN_REQUESTED, Map.of()))
                    .toList());
        }
    }

    private static Map<String, Object> variables(CustomerState standing) {
        return Map.of(CUSTOMER_ID, standing.customerId(), TIER, standing.tier());
    }

    /** Wakes what waits for these events; returns the ids of the customers of whom a journey woke. */
    public Set<String> wake(List<WakeUp> arrivals) {
        if (arrivals.isEmpty()) {
            return Set.of();
        }
        noteLateOnes(arrivals);
        Map<String, List<Journey>> byCustomer = new HashMap<>();
        for (Journey journey : repository.open(
                arrivals.stream().map(WakeUp::customerId).distinct().toList())) {
            byCustomer
                    .computeIfAbsent(journey.customerId(), id -> new ArrayList<>())
                    .add(journey);
        }
        Map<String, Object> variables = Map.of(WOKEN_AT, clock.instant().toString());
        List<ProcessRuntime.Wake> wakes = new ArrayList<>();
        Map<String, String> customers = new HashMap<>();
        for (WakeUp arrival : arrivals) {
            for (Journey journey : byCustomer.getOrDefault(arrival.customerId(), List.of())) {
                if (concerns(arrival, journey)) {
                    wakes.add(new ProcessRuntime.Wake(journey.processInstanceId(), arrival.message(), variables));
                    customers.put(journey.processInstanceId(), journey.customerId());
                }
            }
        }
        Set<String> woken = new HashSet<>();
        processes.wake(wakes).forEach(instance -> woken.add(customers.get(instance)));
        return woken;
    }

    /** Whether an event may end a wait of a journey; a first order may, whenever it was placed. */
    private boolean concerns(WakeUp arrival, Journey journey) {
        return Stage.ofProcess(journey.process()).equals(Optional.of(Stage.ACTIVATION))
                || !isOutdated(arrival, journey.startedAt());
    }

    /** Whether an activity from before a wait began arrives so late that it does not show the customer active now. */
    private boolean isOutdated(WakeUp arrival, Instant waitingSince) {
        return ACTIVITY.contains(arrival.message())
                && arrival.occurredAt().isBefore(waitingSince)
                && arrival.occurredAt().isBefore(clock.instant().minus(terms.lateActivity()));
    }

    /**
     * Those of the arrivals that bring lost customers back: activities since they were lost or recent ones, and an order placed
     * while the activation still waited for it.
     */
    public List<WakeUp> findReactivating(Collection<WakeUp> arrivals) {
        Map<Boolean, List<WakeUp>> byAge =
                arrivals.stream().collect(Collectors.partitioningBy(one -> isOutdated(one, one.stageSince())));
        Map<WakeUp, List<GivenUp>> missed = missed(byAge.get(true));
        return arrivals.stream()
                .filter(arrival -> byAge.get(false).contains(arrival)
                        || missed.getOrDefault(arrival, List.of()).stream()
                                .anyMatch(end -> end.stage() == Stage.ACTIVATION))
                .toList();
    }

    /** Waits end by arrival: what a journey had been waiting for when it gave up came too late for that journey. */
    private void noteLateOnes(List<WakeUp> arrivals) {
        missed(arrivals.stream().filter(WakeUp::mayBeLate).toList())
                .forEach((arrival, ends) -> ends.forEach(end -> notes.write(
                        arrival.customerId(),
                        end.stage().process().orElseThrow(),
                        What.CAME_TOO_LATE,
                        Map.of(
                                "event",
                                arrival.message(),
                                "occurredAt",
                                arrival.occurredAt().toString(),
                                "stage",
                                end.stage(),
                                "leftAt",
                                end.until().toString()))));
    }

    /** The journeys that gave up waiting for what came late. */
    private Map<WakeUp, List<GivenUp>> missed(List<WakeUp> late) {
        if (late.isEmpty()) {
            return Map.of();
        }
        Instant first = late.stream()
                .map(WakeUp::occurredAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Map<String, List<GivenUp>> givenUp =
                repository.givenUp(late.stream().map(WakeUp::customerId).collect(Collectors.toSet()), first).stream()
                        .collect(Collectors.groupingBy(GivenUp::customerId));
        Map<WakeUp, List<GivenUp>> missed = new LinkedHashMap<>();
        for (WakeUp arrival : late) {
            missed.put(
                    arrival,
                    givenUp.getOrDefault(arrival.customerId(), List.of()).stream()
                            .filter(end -> end.missed(arrival))
                            .toList());
        }
        return missed;
    }

    /**
     * Hears of every process that begins. One with a business key is a journey of that customer: the customer must exist,
     * must have no other of that process, and their stage must allow it. A process without a business key is none of ours.
     */
    @Override
    public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
        if (businessKey == null) {
            if (Stage.ofProcess(process).isPresent()) {
                throw ApiException.invalid("A journey needs the customerId as its business key.");
            }
            return Map.of();
        }
        if (opening.get() != null) {
            opening.get().add(new Journey(businessKey, process, processInstanceId, clock.instant(), false, null));
            return Map.of();
        }
        Journey journey = new Journey(
                businessKey,
                process,
                processInstanceId,
                clock.instant(),
                false,
                identities.current().orElse(null));
        CustomerState standing = lock(businessKey);
        if (repository.open(Set.of(businessKey)).stream()
                .anyMatch(open -> open.process().equals(process))) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "JOURNEY_RUNNING",
                    "Customer " + businessKey + " has a running " + process + " journey.");
        }
        Stage.ofProcess(process)
                .filter(stage -> stage != standing.stage())
                .ifPresent(stage -> enterFromOutside(standing, stage, "journey:" + processInstanceId));
        repository.insert(List.of(journey));
        return variables(standing);
    }

    private void enterFromOutside(CustomerState standing, Stage stage, String key) {
        if (!standing.stage().leadsTo(stage)) {
            StageChange move = new StageChange(key, standing.customerId(), stage, "started from outside");
            notes.apart(() -> refuse(move, standing.stage(), "ILLEGAL_STAGE"));
            throw new ApiException(
                    HttpStatus.CONFLICT, "ILLEGAL_STAGE", new IllegalStageChange(standing, stage).getMessage());
        }
        leave(standing);
        repository.move(List.of(new StageMove(
                sequence.next(),
                key,
                standing.customerId(),
                clock.instant(),
                standing.stage(),
                stage,
                "started from outside")));
    }

    /** A customer is in one stage at a time: the journey of the stage that is left ends with it. */
    private void leave(CustomerState standing) {
        List<String> left = repository.open(Set.of(standing.customerId())).stream()
                .filter(journey -> Stage.ofProcess(journey.process())
                        .filter(standing.stage()::equals)
                        .isPresent())
                .map(Journey::processInstanceId)
                .toList();
        left.forEach(repository::delete);
        processes.cancel(left, "another stage was entered from outside");
    }

    @Override
    public void migrated(String process, String businessKey, String processInstanceId, int from, int to) {
        if (businessKey != null) {
            notes.write(businessKey, process, What.MODEL_MIGRATED, Map.of("fromVersion", from, "toVersion", to));
        }
    }

    @Override
    public void notMigrated(String process, String businessKey, String processInstanceId, int from, int to) {
        if (businessKey != null) {
            notes.write(businessKey, process, What.MODEL_NOT_MIGRATED, Map.of("fromVersion", from, "toVersion", to));
        }
    }

    /** The user who started a journey from outside, for those who must not approve what they asked for themselves. */
    @Transactional(propagation = Propagation.SUPPORTS)
    public Optional<String> startedBy(String processInstanceId) {
        return repository.byInstance(processInstanceId).map(Journey::startedBy);
    }

    @Override
    public void ended(String process, String businessKey, String processInstanceId) {
        if (businessKey == null || endedAtOnce(processInstanceId)) {
            return;
        }
        boolean again =
                repository.byInstance(processInstanceId).map(Journey::again).orElse(false);
        repository.delete(processInstanceId);
        if (again) {
            start(List.of(new StartRequest(businessKey, process, "asked for while it ran", Map.of())));
        }
    }

    /** Whether it ended in the command that began it, before it was recorded. */
    private boolean endedAtOnce(String processInstanceId) {
        List<Journey> beginning = opening.get();
        return beginning != null
                && beginning.removeIf(journey -> journey.processInstanceId().equals(processInstanceId));
    }

    /** Ends whatever the customer runs, before its time. */
    void end(String customerId, String reason) {
        List<String> instances = repository.open(Set.of(customerId)).stream()
                .map(Journey::processInstanceId)
                .toList();
        instances.forEach(repository::delete);
        processes.cancel(instances, reason);
    }
}

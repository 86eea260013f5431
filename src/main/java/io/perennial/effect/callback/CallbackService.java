package io.perennial.effect.callback;

import io.perennial.effect.callback.CallbackRepository.CompletedCall;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Creates callbacks for customer service within the daily capacity, and records their outcomes. */
@Service
public class CallbackService {

    private static final int NOTE_LENGTH = 1000;

    private static final String CALLBACK_CREATED = "CALLBACK_CREATED";

    private final CallbackRepository repository;
    private final CallbackQueueRepository queue;
    private final WithheldLog withheld;
    private final CallbackTerms terms;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    CallbackService(
            CallbackRepository repository,
            CallbackQueueRepository queue,
            WithheldLog withheld,
            CallbackTerms terms,
            SequenceIds sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.queue = queue;
        this.withheld = withheld;
        this.terms = terms;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Creates a callback, once per key, regardless of the day's capacity; a repeated call returns the first one.
     *
     * @throws ApiException KEY_REUSED when the key was used for another customer or kind
     */
    @Transactional
    public Callback create(
            String key, String customerId, CallbackKind kind, Instant dueAt, int priority, String cause) {
        Optional<Callback> earlier = repository.byKey(key);
        if (earlier.isPresent()) {
            Callback callback = earlier.get();
            if (!callback.customerId().equals(customerId) || callback.kind() != kind) {
                throw ApiException.keyReused(key);
            }
            return callback;
        }
        Callback callback = new Callback(
                sequence.next(),
                customerId,
                kind,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                dueAt.truncatedTo(ChronoUnit.MILLIS),
                priority);
        repository.insert(key, callback, cause);
        queue.lockDay(clock.today());
        queue.countAdmitted(clock.today());
        return callback;
    }

    /**
     * Requests a callback within the day's capacity. The first call only stores the request, so that requests of one moment are
     * ranked together; a repeated call with the same key admits it when capacity is left after all more valuable waiting
     * requests. Otherwise it is withheld (CAPACITY) until the next day.
     *
     * @throws ApiException KEY_REUSED when the key was used for another customer or kind
     */
    @Transactional
    public AdmissionResult requestAdmission(CallbackRequest request) {
        Optional<Callback> created = repository.byKey(request.key());
        if (created.isPresent()) {
            return AdmissionResult.admitted(create(request, created.get().dueAt()));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<CallbackQueueRepository.WaitingRequest> waiting = queue.waiting(request.key());
        if (waiting.isEmpty()) {
            queue.insert(sequence.next(), request, now);
            return AdmissionResult.postponed(now);
        }
        if (!waiting.get().isOf(request)) {
            throw ApiException.keyReused(request.key());
        }
        LocalDate today = clock.today();
        Instant opening = openingOf(today);
        if (now.isBefore(opening)) {
            queue.postpone(request.key(), opening);
            return AdmissionResult.postponed(opening);
        }
        int left = terms.capacity() - queue.lockDay(today);
        if (queue.countMoreValuable(waiting.get(), now) < left) {
            queue.admit(request.key());
            return AdmissionResult.admitted(create(request, now.plus(request.dueWithin())));
        }
        withheld.record(
                request.key(),
                request.customerId(),
                CALLBACK_CREATED,
                request.kind().name(),
                Reason.CAPACITY,
                request.cause());
        Instant tomorrow = openingOf(today.plusDays(1));
        queue.postpone(request.key(), tomorrow);
        return AdmissionResult.postponed(tomorrow);
    }

    private Instant openingOf(LocalDate day) {
        return day.atTime(terms.opens()).atZone(clock.getZone()).toInstant();
    }

    private Callback create(CallbackRequest request, Instant dueAt) {
        return create(request.key(), request.customerId(), request.kind(), dueAt, request.priority(), request.cause());
    }

    /**
     * Records the outcome of a callback, once per key.
     *
     * @param note on the conversation; may be null
     * @param userId the user who called; may be null
     * @throws ApiException INVALID when the note is too long, UNKNOWN_CALLBACK, ALREADY_DONE when the call has an outcome under
     *     another key, KEY_REUSED when the key was used for another outcome
     */
    @Transactional
    public void record(String key, long callbackSeq, CallbackOutcome outcome, String note, String userId) {
        if (note != null && note.length() > NOTE_LENGTH) {
            throw ApiException.invalid("The note must not be longer than " + NOTE_LENGTH + " characters.");
        }
        CompletedCall completed = new CompletedCall(callbackSeq, outcome, note, userId);
        Optional<CompletedCall> earlier = repository.completedByKey(key);
        if (earlier.isPresent()) {
            if (!earlier.get().equals(completed)) {
                throw ApiException.keyReused(key);
            }
            return;
        }
        String customerId = repository
                .lock(callbackSeq)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.NOT_FOUND, "UNKNOWN_CALLBACK", "There is no callback " + callbackSeq + "."));
        if (repository.isCompleted(callbackSeq)) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "ALREADY_DONE", "The callback " + callbackSeq + " has an outcome already.");
        }
        repository.insertCompleted(sequence.next(), key, customerId, completed, clock.instant());
    }
}

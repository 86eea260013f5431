package io.perennial.effect.callback;

import io.perennial.effect.callback.CallbackRepository.Done;
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

/** Notes the calls customer service is to make, and their outcomes. */
@Service
public class CallbackService {

    private static final int NOTE_LENGTH = 1000;

    private static final String CALLBACK_CREATED = "CALLBACK_CREATED";

    private final CallbackRepository repository;
    private final CallbackQueueRepository turns;
    private final WithheldLog withheld;
    private final CallbackTerms terms;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    CallbackService(
            CallbackRepository repository,
            CallbackQueueRepository turns,
            WithheldLog withheld,
            CallbackTerms terms,
            SequenceIds sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.turns = turns;
        this.withheld = withheld;
        this.terms = terms;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Notes a call to make, once per key, whatever the day's capacity; again, the callback first noted.
     *
     * @throws ApiException KEY_REUSED when the key stands for another customer or kind
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
        turns.lockDay(clock.today());
        turns.countAdmitted(clock.today());
        return callback;
    }

    /**
     * Asks for a call within the day's capacity. The first time it only notes the wish, so that wishes of one moment are
     * weighed together; asked again under the same key, the turn has come when there is room after all more valuable ones that
     * wait. Otherwise it is withheld (CAPACITY) until the next day.
     *
     * @throws ApiException KEY_REUSED when the key stands for another customer or kind
     */
    @Transactional
    public AdmissionResult requestAdmission(CallbackRequest request) {
        Optional<Callback> made = repository.byKey(request.key());
        if (made.isPresent()) {
            return AdmissionResult.admitted(create(request, made.get().dueAt()));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<CallbackQueueRepository.Waiting> waiting = turns.waiting(request.key());
        if (waiting.isEmpty()) {
            turns.insert(sequence.next(), request, now);
            return AdmissionResult.postponed(now);
        }
        if (!waiting.get().isOf(request)) {
            throw ApiException.keyReused(request.key());
        }
        LocalDate today = clock.today();
        Instant opening = at(today);
        if (now.isBefore(opening)) {
            turns.postpone(request.key(), opening);
            return AdmissionResult.postponed(opening);
        }
        int room = terms.capacity() - turns.lockDay(today);
        if (turns.moreValuable(waiting.get(), now) < room) {
            turns.admit(request.key());
            return AdmissionResult.admitted(create(request, now.plus(request.within())));
        }
        withheld.record(
                request.key(),
                request.customerId(),
                CALLBACK_CREATED,
                request.kind().name(),
                Reason.CAPACITY,
                request.cause());
        Instant tomorrow = at(today.plusDays(1));
        turns.postpone(request.key(), tomorrow);
        return AdmissionResult.postponed(tomorrow);
    }

    private Instant at(LocalDate day) {
        return day.atTime(terms.opens()).atZone(clock.getZone()).toInstant();
    }

    private Callback create(CallbackRequest request, Instant dueAt) {
        return create(request.key(), request.customerId(), request.kind(), dueAt, request.priority(), request.cause());
    }

    /**
     * Notes what came of a call, once per key.
     *
     * @param note what the customer said; may be null
     * @param userId who called; may be null
     * @throws ApiException INVALID when the note is too long, UNKNOWN_CALLBACK, ALREADY_DONE when the call has an outcome under
     *     another key, KEY_REUSED when the key stands for another outcome
     */
    @Transactional
    public void record(String key, long callbackSeq, CallbackOutcome outcome, String note, String userId) {
        if (note != null && note.length() > NOTE_LENGTH) {
            throw ApiException.invalid("The note must not be longer than " + NOTE_LENGTH + " characters.");
        }
        Done done = new Done(callbackSeq, outcome, note, userId);
        Optional<Done> earlier = repository.doneByKey(key);
        if (earlier.isPresent()) {
            if (!earlier.get().equals(done)) {
                throw ApiException.keyReused(key);
            }
            return;
        }
        String customerId = repository
                .lock(callbackSeq)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.NOT_FOUND, "UNKNOWN_CALLBACK", "There is no callback " + callbackSeq + "."));
        if (repository.isDone(callbackSeq)) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "ALREADY_DONE", "The callback " + callbackSeq + " has an outcome already.");
        }
        repository.insertDone(sequence.next(), key, customerId, done, clock.instant());
    }
}

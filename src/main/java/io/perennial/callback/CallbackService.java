package io.perennial.callback;

import io.perennial.api.Refused;
import io.perennial.callback.CallbackRepository.Done;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Notes the calls customer service is to make, and their outcomes. */
@Service
public class CallbackService {

    private static final int NOTE_LENGTH = 1000;

    private final CallbackRepository repository;
    private final Sequence sequence;
    private final BusinessClock clock;

    CallbackService(CallbackRepository repository, Sequence sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Notes a call to make, once per key; again, the callback first noted.
     *
     * @throws Refused KEY_REUSED when the key stands for another customer or kind
     */
    @Transactional
    public Callback create(String key, String customerId, Kind kind, Instant dueAt, int priority, String cause) {
        Optional<Callback> earlier = repository.byKey(key);
        if (earlier.isPresent()) {
            Callback callback = earlier.get();
            if (!callback.customerId().equals(customerId) || callback.kind() != kind) {
                throw Refused.keyReused(key);
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
        return callback;
    }

    /**
     * Notes what came of a call, once per key.
     *
     * @param note what the customer said; may be null
     * @param userId who called; may be null
     * @throws Refused INVALID when the note is too long, UNKNOWN_CALLBACK, ALREADY_DONE when the call has an outcome under
     *     another key, KEY_REUSED when the key stands for another outcome
     */
    @Transactional
    public void record(String key, long callbackSeq, Outcome outcome, String note, String userId) {
        if (note != null && note.length() > NOTE_LENGTH) {
            throw Refused.invalid("The note must not be longer than " + NOTE_LENGTH + " characters.");
        }
        Done done = new Done(callbackSeq, outcome, note, userId);
        Optional<Done> earlier = repository.doneByKey(key);
        if (earlier.isPresent()) {
            if (!earlier.get().equals(done)) {
                throw Refused.keyReused(key);
            }
            return;
        }
        String customerId = repository
                .lock(callbackSeq)
                .orElseThrow(() -> new Refused(
                        HttpStatus.NOT_FOUND, "UNKNOWN_CALLBACK", "There is no callback " + callbackSeq + "."));
        if (repository.isDone(callbackSeq)) {
            throw new Refused(
                    HttpStatus.CONFLICT, "ALREADY_DONE", "The callback " + callbackSeq + " has an outcome already.");
        }
        repository.insertDone(sequence.next(), key, customerId, done, clock.instant());
    }
}

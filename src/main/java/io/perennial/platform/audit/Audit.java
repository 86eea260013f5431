package io.perennial.platform.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.perennial.platform.api.Sha256;
import io.perennial.platform.api.Texts;
import io.perennial.platform.audit.AuditRepository.Head;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps account of what people change. An entry belongs to the transaction of the change: both are kept, or neither is. It is
 * written when that transaction ends, so that the one lock all entries share is held for a moment only.
 */
@Service
public class Audit {

    private static final String HOUSE = "house";
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_SUBJECT = 255;
    private static final int PAGE = 1000;
    private static final Head NOTHING = new Head(0, "0".repeat(64));

    /** Later than any entry. */
    static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private record Note(String actor, String action, String subject, String detail) {}

    private final AuditRepository repository;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    Audit(AuditRepository repository, BusinessClock clock, TransactionTemplate transaction) {
        this.repository = repository;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Notes what the user of this request does; the house itself where there is none. */
    public void record(String action, String subject, Map<String, ?> detail) {
        record(null, action, subject, detail);
    }

    /**
     * Notes what somebody does.
     *
     * @param actor  the user, or null for the user of this request
     * @param detail what helps to understand it: ids, numbers, codes; never personal data and never a secret
     */
    public void record(String actor, String action, String subject, Map<String, ?> detail) {
        Note note = new Note(
                Texts.truncate(actor == null ? user() : actor, LONGEST_NAME),
                Texts.truncate(action, LONGEST_NAME),
                Texts.truncate(subject, LONGEST_SUBJECT),
                json(detail));
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            atTheEnd().notes.add(note);
        } else {
            transaction.executeWithoutResult(status -> atTheEnd().notes.add(note));
        }
    }

    /** The newest entries before one, of a user or an action where these are named. */
    List<AuditEntry> newest(String actor, String action, long before, int limit) {
        return repository.newest(actor, action, before, limit);
    }

    /** Hands over all entries of a time, oldest first. */
    void read(Instant from, Instant to, Consumer<AuditEntry> reader) {
        long after = 0;
        List<AuditEntry> page;
        do {
            page = repository.oldest(from, to, after, PAGE);
            page.forEach(reader);
            after = page.isEmpty() ? after : page.get(page.size() - 1).no();
        } while (page.size() == PAGE);
    }

    /** Computes every hash anew. */
    AuditCheck check() {
        Head head = repository.head();
        Head last = NOTHING;
        List<AuditEntry> page;
        do {
            page = repository.oldest(Instant.EPOCH, END, last.no(), PAGE);
            for (AuditEntry entry : page) {
                if (last.equals(head)) {
                    break; // What comes now was written after we began.
                }
                if (entry.no() != last.no() + 1 || !entry.hash().equals(hash(entry, last.hash()))) {
                    return new AuditCheck(head.no(), false, last.no() + 1);
                }
                last = new Head(entry.no(), entry.hash());
            }
        } while (page.size() == PAGE && !last.equals(head));
        boolean intact = last.equals(head);
        return new AuditCheck(head.no(), intact, intact ? null : last.no() + 1);
    }

    private Notes atTheEnd() {
        for (TransactionSynchronization any : TransactionSynchronizationManager.getSynchronizations()) {
            if (any instanceof Notes open) {
                return open;
            }
        }
        Notes notes = new Notes();
        TransactionSynchronizationManager.registerSynchronization(notes);
        return notes;
    }

    private final class Notes implements TransactionSynchronization {

        private final List<Note> notes = new ArrayList<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            write(notes);
            notes.clear();
        }
    }

    private void write(List<Note> notes) {
        if (notes.isEmpty()) {
            return;
        }
        Head head = repository.lockHead();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (Note note : notes) {
            AuditEntry entry = new AuditEntry(
                    head.no() + 1, now, note.actor(), note.action(), note.subject(), note.detail(), null);
            head = new Head(entry.no(), hash(entry, head.hash()));
            repository.insert(new AuditEntry(
                    entry.no(), now, entry.actor(), entry.action(), entry.subject(), entry.detail(), head.hash()));
        }
        repository.moveHead(head);
    }

    private String hash(AuditEntry entry, String before) {
        return Sha256.hex(json(List.of(
                before,
                entry.no(),
                SqlTime.of(entry.at()),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.detail())));
    }

    private String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("What is noted must be plain values", e);
        }
    }

    private static String user() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user == null || user instanceof AnonymousAuthenticationToken ? HOUSE : user.getName();
    }
}

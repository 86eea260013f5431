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
 * Records manual changes in an append-only chain of hashes. An entry belongs to the transaction of the change: both are
 * committed or neither. It is written at the end of that transaction, so that the lock shared by all entries is held only
 * briefly.
 */
@Service
public class Audit {

    private static final String SYSTEM = "system";

    /** Name of the system in entries of earlier releases; stored rows keep it because it is part of their hash. */
    private static final String FORMER_SYSTEM = "house";

    private static final int MAX_NAME = 64;
    private static final int MAX_SUBJECT = 255;
    private static final int PAGE = 1000;
    private static final Head EMPTY = new Head(0, "0".repeat(64));

    /** Upper bound of all entry times. */
    static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private record Pending(String actor, String action, String subject, String detail) {}

    private final AuditRepository repository;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    Audit(AuditRepository repository, BusinessClock clock, TransactionTemplate transaction) {
        this.repository = repository;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Records an action of the current user, or of the system where there is no user. */
    public void record(String action, String subject, Map<String, ?> detail) {
        record(null, action, subject, detail);
    }

    /**
     * Records an action.
     *
     * @param actor  user id, or null for the current user
     * @param detail context of the action: ids, numbers, codes; never personal data and never a secret
     */
    public void record(String actor, String action, String subject, Map<String, ?> detail) {
        Pending entry = new Pending(
                Texts.truncate(actor == null ? user() : actor, MAX_NAME),
                Texts.truncate(action, MAX_NAME),
                Texts.truncate(subject, MAX_SUBJECT),
                json(detail));
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            pendingEntries().entries.add(entry);
        } else {
            transaction.executeWithoutResult(status -> pendingEntries().entries.add(entry));
        }
    }

    /** The newest entries before one, optionally of one actor or action. */
    List<AuditEntry> newest(String actor, String action, long before, int limit) {
        String formerActor = SYSTEM.equals(actor) ? FORMER_SYSTEM : actor;
        return repository.newest(actor, formerActor, action, before, limit).stream()
                .map(Audit::withCurrentActor)
                .toList();
    }

    private static AuditEntry withCurrentActor(AuditEntry entry) {
        return entry.actor().equals(FORMER_SYSTEM)
                ? new AuditEntry(
                        entry.no(), entry.at(), SYSTEM, entry.action(), entry.subject(), entry.detail(), entry.hash())
                : entry;
    }

    /** Passes all entries of a period to the consumer, oldest first and as stored, so that their hashes can be verified. */
    void read(Instant from, Instant to, Consumer<AuditEntry> reader) {
        long after = 0;
        List<AuditEntry> page;
        do {
            page = repository.oldest(from, to, after, PAGE);
            page.forEach(reader);
            after = page.isEmpty() ? after : page.get(page.size() - 1).no();
        } while (page.size() == PAGE);
    }

    /** Recomputes and verifies every hash. */
    AuditCheck check() {
        Head head = repository.head();
        Head last = EMPTY;
        List<AuditEntry> page;
        do {
            page = repository.oldest(Instant.EPOCH, END, last.no(), PAGE);
            for (AuditEntry entry : page) {
                if (last.equals(head)) {
                    break; // Later entries were written after the check started.
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

    private PendingEntries pendingEntries() {
        for (TransactionSynchronization any : TransactionSynchronizationManager.getSynchronizations()) {
            if (any instanceof PendingEntries open) {
                return open;
            }
        }
        PendingEntries entries = new PendingEntries();
        TransactionSynchronizationManager.registerSynchronization(entries);
        return entries;
    }

    private final class PendingEntries implements TransactionSynchronization {

        private final List<Pending> entries = new ArrayList<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            write(entries);
            entries.clear();
        }
    }

    private void write(List<Pending> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Head head = repository.lockHead();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (Pending pending : entries) {
            AuditEntry entry = new AuditEntry(
                    head.no() + 1, now, pending.actor(), pending.action(), pending.subject(), pending.detail(), null);
            head = new Head(entry.no(), hash(entry, head.hash()));
            repository.insert(new AuditEntry(
                    entry.no(), now, entry.actor(), entry.action(), entry.subject(), entry.detail(), head.hash()));
        }
        repository.moveHead(head);
    }

    private String hash(AuditEntry entry, String previousHash) {
        return Sha256.hex(json(List.of(
                previousHash,
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
            throw new IllegalArgumentException("Audit details must be plain values", e);
        }
    }

    private static String user() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user == null || user instanceof AnonymousAuthenticationToken ? SYSTEM : user.getName();
    }
}

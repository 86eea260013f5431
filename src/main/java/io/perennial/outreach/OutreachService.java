package io.perennial.outreach;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.feedback.Holdout;
import io.perennial.feedback.Withheld;
import io.perennial.feedback.Withheld.Reason;
import io.perennial.outreach.OutreachRepository.Message;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Decides whether and when a customer may be written to, and queues the message with the step that wants it. */
@Service
public class OutreachService {

    private static final String MESSAGE_QUEUED = "MESSAGE_QUEUED";
    private static final int DAYS_OF_A_WEEK = 7;

    private final OutreachRepository repository;
    private final MessageRelay relay;
    private final Holdout holdout;
    private final Withheld withheld;
    private final OutreachTerms terms;
    private final QuietHours quietHours;
    private final Sequence sequence;
    private final BusinessClock clock;

    OutreachService(
            OutreachRepository repository,
            MessageRelay relay,
            Holdout holdout,
            Withheld withheld,
            OutreachTerms terms,
            Sequence sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.relay = relay;
        this.holdout = holdout;
        this.withheld = withheld;
        this.terms = terms;
        this.quietHours = new QuietHours(terms.quietFrom(), terms.quietUntil());
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Queues a message, once per key. MARKETING is withheld without consent (NO_CONSENT), from held-out customers (HOLDOUT)
     * and above the caps (CAPPED); MARKETING and RISK wait while it is quiet (QUIET_HOURS). The caller holds the customer's
     * lock.
     *
     * @throws IllegalArgumentException when there is no such customer
     * @throws Refused KEY_REUSED when the key stands for another message
     */
    @Transactional
    public Sent send(String key, String customerId, String template, Purpose purpose, String cause) {
        Optional<Message> earlier = repository.byKey(key);
        if (earlier.isPresent() && !earlier.get().isOf(customerId, template, purpose)) {
            throw Refused.keyReused(key);
        }
        Optional<Reason> withheldBefore = withheld.earlier(key, customerId, MESSAGE_QUEUED, template);
        if (earlier.isPresent()) {
            return Sent.queued(earlier.get().notBefore(), withheldBefore.isPresent());
        }
        if (withheldBefore.isPresent()) {
            return Sent.withheld(withheldBefore.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant notBefore = purpose == Purpose.SERVICE ? now : quietHours.after(now, clock.getZone());
        Optional<Reason> objection =
                purpose == Purpose.MARKETING ? objection(customerId, clock.day(notBefore)) : Optional.empty();
        if (objection.isPresent()) {
            return Sent.withheld(withheld.record(key, customerId, MESSAGE_QUEUED, template, objection.get(), cause));
        }
        boolean quiet = notBefore.isAfter(now);
        if (quiet) {
            withheld.record(key, customerId, MESSAGE_QUEUED, template, Reason.QUIET_HOURS, cause);
        }
        repository.insert(sequence.next(), key, new Message(customerId, template, purpose, notBefore), now, cause);
        return Sent.queued(notBefore, quiet);
    }

    private Optional<Reason> objection(String customerId, LocalDate day) {
        boolean consent = repository
                .consent(customerId)
                .orElseThrow(() -> new IllegalArgumentException("There is no customer " + customerId));
        if (!consent) {
            return Optional.of(Reason.NO_CONSENT);
        }
        if (holdout.holds(customerId)) {
            return Optional.of(Reason.HOLDOUT);
        }
        boolean room = marketing(customerId, day, 1) < terms.perDay()
                && marketing(customerId, day, DAYS_OF_A_WEEK) < terms.perWeek();
        return room ? Optional.empty() : Optional.of(Reason.CAPPED);
    }

    /** How many marketing messages go out in these local days, the last of which is given. */
    private int marketing(String customerId, LocalDate lastDay, int days) {
        Instant from =
                lastDay.minusDays(days - 1L).atStartOfDay(clock.getZone()).toInstant();
        Instant until = lastDay.plusDays(1).atStartOfDay(clock.getZone()).toInstant();
        return repository.count(customerId, Purpose.MARKETING, from, until);
    }

    /**
     * Sends what is due now, in transactions of its own.
     *
     * @return how many messages were handed over
     */
    public int relay() {
        return relay.relay();
    }
}

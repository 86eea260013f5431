package io.perennial.effect.outreach;

import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.effect.outreach.OutreachRepository.Message;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Decides whether and when a message may be sent to a customer, and queues it in the transaction of the calling step. */
@Service
public class OutreachService {

    static final String MESSAGE_QUEUED = "MESSAGE_QUEUED";

    private final OutreachRepository repository;
    private final MessageRelay relay;
    private final WithheldLog withheld;
    private final MarketingRules rules;
    private final QuietHours quietHours;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    OutreachService(
            OutreachRepository repository,
            MessageRelay relay,
            WithheldLog withheld,
            MarketingRules rules,
            OutreachTerms terms,
            SequenceIds sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.relay = relay;
        this.withheld = withheld;
        this.rules = rules;
        this.quietHours = new QuietHours(terms.quietFrom(), terms.quietUntil());
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Queues a message, once per key. MARKETING is withheld without consent (NO_CONSENT), from held-out customers (HOLDOUT)
     * and above the caps (CAPPED); MARKETING and RISK wait during quiet hours in the customer's time zone (QUIET_HOURS). The
     * caller holds the customer's lock.
     *
     * @throws IllegalArgumentException when there is no such customer
     * @throws ApiException KEY_REUSED when the key was used for another message
     */
    @Transactional
    public SendResult send(String key, String customerId, String template, Purpose purpose, String cause) {
        Optional<Message> earlier = repository.byKey(key);
        if (earlier.isPresent() && !earlier.get().isOf(customerId, template, purpose)) {
            throw ApiException.keyReused(key);
        }
        if (earlier.isPresent()) {
            boolean held = withheld.reasonsOf(key, customerId, MESSAGE_QUEUED, template)
                    .contains(Reason.QUIET_HOURS);
            return SendResult.queued(earlier.get().notBefore(), held);
        }
        Optional<Reason> withheldBefore = withheld.permanentReason(key, customerId, MESSAGE_QUEUED, template);
        if (withheldBefore.isPresent()) {
            return SendResult.withheld(withheldBefore.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<Recipient> recipient = recipient(customerId);
        ZoneId zone = recipient.map(Recipient::zone).orElse(clock.getZone());
        Instant notBefore = purpose == Purpose.SERVICE ? now : quietHours.after(now, zone);
        Optional<Reason> refusal = purpose == Purpose.MARKETING
                ? rules.checkQueueing(
                        recipient.orElseThrow(() -> new IllegalArgumentException("There is no customer " + customerId)),
                        LocalDate.ofInstant(notBefore, zone))
                : Optional.empty();
        if (refusal.isPresent()) {
            withheld.record(key, customerId, MESSAGE_QUEUED, template, refusal.get(), cause);
            return SendResult.withheld(refusal.get());
        }
        boolean quiet = notBefore.isAfter(now);
        if (quiet) {
            withheld.record(key, customerId, MESSAGE_QUEUED, template, Reason.QUIET_HOURS, cause);
        }
        repository.insert(sequence.next(), key, new Message(customerId, template, purpose, notBefore), now, cause);
        return SendResult.queued(notBefore, quiet);
    }

    Optional<Recipient> recipient(String customerId) {
        return Optional.ofNullable(
                repository.recipients(Set.of(customerId), clock.instant()).get(customerId));
    }

    /**
     * Sends the messages due now, in transactions of their own.
     *
     * @return how many messages were sent
     */
    public int relay() {
        return relay.relay();
    }
}

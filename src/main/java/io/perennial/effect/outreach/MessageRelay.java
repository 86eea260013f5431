package io.perennial.effect.outreach;

import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.effect.outreach.OutreachRepository.Outgoing;
import io.perennial.effect.outreach.Transport.Delivery;
import io.perennial.effect.outreach.Transport.Text;
import io.perennial.platform.clock.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends due messages from the outbox through the transport, page by page, each page in a transaction of its own whose locked
 * rows other nodes skip. Of each customer only the first due message is sent, which keeps their order. Failed messages are
 * retried later and moved to dead letter after the last attempt. Messages sent just before a crash are sent again.
 */
@Component
class MessageRelay implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(MessageRelay.class);
    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(5);
    private static final int MAX_DOUBLINGS = 10;
    /** A page holds locks and a connection: messages not started by then are left to the next page. */
    private static final Duration MAX_PAGE_TIME = Duration.ofSeconds(10);

    private static final Duration MAX_RUN_TIME = Duration.ofSeconds(60);

    private record PageResult(int size, int sent) {}

    private enum DeliveryOutcome {
        SENT,
        FAILED,
        NOT_STARTED
    }

    private final OutreachRepository repository;
    private final Transport transport;
    private final MessageTemplates templates;
    private final MarketingRules rules;
    private final WithheldLog withheld;
    private final OutreachTerms terms;
    private final QuietHours quietHours;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;
    private final ExecutorService senders;

    MessageRelay(
            OutreachRepository repository,
            Transport transport,
            MessageTemplates templates,
            MarketingRules rules,
            WithheldLog withheld,
            OutreachTerms terms,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.repository = repository;
        this.transport = transport;
        this.templates = templates;
        this.rules = rules;
        this.withheld = withheld;
        this.terms = terms;
        this.quietHours = new QuietHours(terms.quietFrom(), terms.quietUntil());
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.senders = Executors.newFixedThreadPool(terms.senders());
    }

    @Override
    public void destroy() {
        senders.shutdownNow();
    }

    /** Sends until nothing is due, for at most a minute; returns how many messages were sent. */
    int relay() {
        long end = System.nanoTime() + MAX_RUN_TIME.toNanos();
        int sent = 0;
        PageResult page;
        do {
            page = transaction.execute(status -> sendPage());
            sent += page.sent();
        } while (page.size() > 0 && System.nanoTime() - end < 0);
        return sent;
    }

    private PageResult sendPage() {
        Instant now = clock.instant();
        List<Outgoing> page = repository.lockDue(now, terms.page());
        Map<String, Recipient> recipients =
                repository.recipients(page.stream().map(Outgoing::customerId).collect(Collectors.toSet()), now);
        List<Outgoing> ready = new ArrayList<>();
        for (Outgoing message : page) {
            if (isSendable(message, recipients.get(message.customerId()), now)) {
                ready.add(message);
            }
        }
        Map<DeliveryOutcome, List<Outgoing>> outcomes = deliver(ready, recipients);
        repository.markSent(outcomes.get(DeliveryOutcome.SENT), now);
        handleFailures(outcomes.get(DeliveryOutcome.FAILED), now);
        return new PageResult(page.size(), outcomes.get(DeliveryOutcome.SENT).size());
    }

    /** Checks the rules for queueing again, for the customer that the message belongs to now. */
    private boolean isSendable(Outgoing message, Recipient recipient, Instant now) {
        if (recipient == null) {
            withhold(message, Reason.NO_CONSENT);
            return false;
        }
        Instant notBefore = message.purpose() == Purpose.SERVICE ? now : quietHours.after(now, recipient.zone());
        if (notBefore.isAfter(now)) {
            repository.postpone(message, notBefore);
            return false;
        }
        Optional<Reason> refusal = message.purpose() == Purpose.MARKETING
                ? rules.checkSending(recipient, LocalDate.ofInstant(now, recipient.zone()))
                : Optional.empty();
        refusal.ifPresent(reason -> withhold(message, reason));
        return refusal.isEmpty();
    }

    private void withhold(Outgoing message, Reason reason) {
        repository.markWithheld(message);
        withheld.record(
                message.key() + ":sending",
                message.customerId(),
                OutreachService.MESSAGE_QUEUED,
                message.template(),
                reason,
                message.cause());
    }

    private Map<DeliveryOutcome, List<Outgoing>> deliver(List<Outgoing> ready, Map<String, Recipient> recipients) {
        long end = System.nanoTime() + MAX_PAGE_TIME.toNanos();
        Map<Outgoing, Future<DeliveryOutcome>> running = new LinkedHashMap<>();
        for (Outgoing message : ready) {
            Recipient recipient = recipients.get(message.customerId());
            running.put(
                    message,
                    senders.submit(() ->
                            System.nanoTime() - end < 0 ? deliver(message, recipient) : DeliveryOutcome.NOT_STARTED));
        }
        Map<DeliveryOutcome, List<Outgoing>> outcomes = new EnumMap<>(DeliveryOutcome.class);
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            outcomes.put(outcome, new ArrayList<>());
        }
        running.forEach((message, future) -> outcomes.get(outcome(future)).add(message));
        return outcomes;
    }

    private static DeliveryOutcome outcome(Future<DeliveryOutcome> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while messages are being sent", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A sender failed", e.getCause());
        }
    }

    private DeliveryOutcome deliver(Outgoing message, Recipient recipient) {
        int attempt = message.attempts() + 1;
        try {
            Text text = templates
                    .render(message.template(), recipient.locale(), recipient.values())
                    .orElseThrow(() -> new IllegalStateException("There is no template " + message.template()));
            transport.deliver(new Delivery(
                    message.key(),
                    message.customerId(),
                    recipient.phone(),
                    message.template(),
                    message.purpose(),
                    attempt,
                    text));
            return DeliveryOutcome.SENT;
        } catch (Exception e) {
            LOG.warn("Message {} was not delivered at attempt {}: {}", message.key(), attempt, e.toString());
            return DeliveryOutcome.FAILED;
        }
    }

    private void handleFailures(List<Outgoing> failed, Instant now) {
        List<Outgoing> retried = new ArrayList<>();
        List<Outgoing> dead = new ArrayList<>();
        for (Outgoing message : failed) {
            (message.attempts() + 1 < terms.attempts() ? retried : dead).add(message);
        }
        repository.tryLater(retried, message -> now.plus(backoff(message.attempts() + 1)));
        repository.markDead(dead);
        dead.forEach(message ->
                LOG.error("Message {} moved to dead letter after {} attempts", message.key(), message.attempts() + 1));
    }

    private static Duration backoff(int attempt) {
        return INITIAL_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
    }
}

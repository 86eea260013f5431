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
 * Takes due messages from the queue and hands them to the transport, page by page, each page in a transaction of its own
 * whose locked rows other nodes skip. Of each customer only the first message in line is taken, so their order is kept. What
 * fails comes again later and is given up after too many attempts; what was sent before a crash comes again too.
 */
@Component
class MessageRelay implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(MessageRelay.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;
    /** Locks and a connection are held for a page: what has not begun by then is left to the next. */
    private static final Duration LONGEST_PAGE = Duration.ofSeconds(10);

    private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

    private record Page(int taken, int sent) {}

    private enum Fate {
        SENT,
        FAILED,
        LEFT
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

    /** Sends until nothing is due, or for a minute. */
    int relay() {
        long end = System.nanoTime() + LONGEST_RUN.toNanos();
        int sent = 0;
        Page page;
        do {
            page = transaction.execute(status -> sendPage());
            sent += page.sent();
        } while (page.taken() > 0 && System.nanoTime() - end < 0);
        return sent;
    }

    private Page sendPage() {
        Instant now = clock.instant();
        List<Outgoing> page = repository.lockDue(now, terms.page());
        Map<String, Recipient> recipients =
                repository.recipients(page.stream().map(Outgoing::customerId).collect(Collectors.toSet()), now);
        List<Outgoing> ready = new ArrayList<>();
        for (Outgoing message : page) {
            if (mayGo(message, recipients.get(message.customerId()), now)) {
                ready.add(message);
            }
        }
        Map<Fate, List<Outgoing>> fates = deliver(ready, recipients);
        repository.markSent(fates.get(Fate.SENT), now);
        settle(fates.get(Fate.FAILED), now);
        return new Page(page.size(), fates.get(Fate.SENT).size());
    }

    /** Whether it may go: what was asked when it was queued is asked again, of the customer it belongs to by now. */
    private boolean mayGo(Outgoing message, Recipient recipient, Instant now) {
        if (recipient == null) {
            withhold(message, Reason.NO_CONSENT);
            return false;
        }
        Instant notBefore = message.purpose() == Purpose.SERVICE ? now : quietHours.after(now, recipient.zone());
        if (notBefore.isAfter(now)) {
            repository.hold(message, notBefore);
            return false;
        }
        Optional<Reason> objection = message.purpose() == Purpose.MARKETING
                ? rules.objectionToSending(recipient, LocalDate.ofInstant(now, recipient.zone()))
                : Optional.empty();
        objection.ifPresent(reason -> withhold(message, reason));
        return objection.isEmpty();
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

    private Map<Fate, List<Outgoing>> deliver(List<Outgoing> ready, Map<String, Recipient> recipients) {
        long end = System.nanoTime() + LONGEST_PAGE.toNanos();
        Map<Outgoing, Future<Fate>> running = new LinkedHashMap<>();
        for (Outgoing message : ready) {
            Recipient recipient = recipients.get(message.customerId());
            running.put(
                    message,
                    senders.submit(() -> System.nanoTime() - end < 0 ? deliver(message, recipient) : Fate.LEFT));
        }
        Map<Fate, List<Outgoing>> fates = new EnumMap<>(Fate.class);
        for (Fate fate : Fate.values()) {
            fates.put(fate, new ArrayList<>());
        }
        running.forEach((message, fate) -> fates.get(outcome(fate)).add(message));
        return fates;
    }

    private static Fate outcome(Future<Fate> fate) {
        try {
            return fate.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while messages are on their way", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A sender broke off", e.getCause());
        }
    }

    private Fate deliver(Outgoing message, Recipient recipient) {
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
            return Fate.SENT;
        } catch (Exception e) {
            LOG.warn("Message {} was not delivered at attempt {}: {}", message.key(), attempt, e.toString());
            return Fate.FAILED;
        }
    }

    private void settle(List<Outgoing> failed, Instant now) {
        List<Outgoing> again = new ArrayList<>();
        List<Outgoing> dead = new ArrayList<>();
        for (Outgoing message : failed) {
            (message.attempts() + 1 < terms.attempts() ? again : dead).add(message);
        }
        repository.tryLater(again, message -> now.plus(wait(message.attempts() + 1)));
        repository.markDead(dead);
        dead.forEach(message ->
                LOG.error("Message {} is given up after {} attempts", message.key(), message.attempts() + 1));
    }

    private static Duration wait(int attempt) {
        return FIRST_WAIT.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    }
}

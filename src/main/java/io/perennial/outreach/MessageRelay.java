package io.perennial.outreach;

import io.perennial.clock.BusinessClock;
import io.perennial.outreach.OutreachRepository.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes due messages from the queue and hands them to the transport, page by page, each page in a transaction of its own
 * whose locked rows other nodes skip. What fails comes again later; what was sent before a crash comes again too.
 */
@Component
class MessageRelay {

    private static final Logger LOG = LoggerFactory.getLogger(MessageRelay.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;

    private record Page(int taken, int sent) {}

    private final OutreachRepository repository;
    private final Transport transport;
    private final OutreachTerms terms;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    MessageRelay(
            OutreachRepository repository,
            Transport transport,
            OutreachTerms terms,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.repository = repository;
        this.transport = transport;
        this.terms = terms;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    int relay() {
        int sent = 0;
        Page page;
        do {
            page = transaction.execute(status -> sendPage());
            sent += page.sent();
        } while (page.taken() == terms.page());
        return sent;
    }

    private Page sendPage() {
        Instant now = clock.instant();
        List<Outgoing> page = repository.lockDue(now, terms.page());
        List<Outgoing> sent = new ArrayList<>();
        List<Outgoing> failed = new ArrayList<>();
        for (Outgoing message : page) {
            (isDelivered(message) ? sent : failed).add(message);
        }
        repository.markSent(sent, now);
        repository.tryLater(failed, message -> now.plus(wait(message.delivery().attempt())));
        return new Page(page.size(), sent.size());
    }

    private boolean isDelivered(Outgoing message) {
        try {
            transport.deliver(message.delivery());
            return true;
        } catch (Exception e) {
            LOG.warn(
                    "Message {} was not delivered at attempt {}",
                    message.delivery().key(),
                    message.delivery().attempt(),
                    e);
            return false;
        }
    }

    private static Duration wait(int attempt) {
        return FIRST_WAIT.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    }
}

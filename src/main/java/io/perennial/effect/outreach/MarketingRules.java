package io.perennial.effect.outreach;

import io.perennial.effect.holdout.Holdout;
import io.perennial.effect.holdout.WithheldLog.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Checks whether a customer may get one more marketing message: consent, holdout and caps, which count over all journeys in
 * days of the customer's time zone.
 */
@Component
class MarketingRules {

    private static final int DAYS_PER_WEEK = 7;

    private final OutreachRepository repository;
    private final Holdout holdout;
    private final OutreachTerms terms;

    MarketingRules(OutreachRepository repository, Holdout holdout, OutreachTerms terms) {
        this.repository = repository;
        this.holdout = holdout;
        this.terms = terms;
    }

    /** Why no message may be queued for that day, counting sent and queued ones; empty when one may. */
    Optional<Reason> checkQueueing(Recipient recipient, LocalDate day) {
        return check(recipient, day, false);
    }

    /** Why a queued message may not be sent that day, counting sent ones; empty when it may. */
    Optional<Reason> checkSending(Recipient recipient, LocalDate day) {
        return check(recipient, day, true);
    }

    private Optional<Reason> check(Recipient recipient, LocalDate day, boolean sentOnly) {
        if (!recipient.consents()) {
            return Optional.of(Reason.NO_CONSENT);
        }
        if (holdout.isHeldOutInStage(recipient.customerId())) {
            return Optional.of(Reason.HOLDOUT);
        }
        return isUnderCaps(recipient, day, sentOnly) ? Optional.empty() : Optional.of(Reason.CAPPED);
    }

    private boolean isUnderCaps(Recipient recipient, LocalDate day, boolean sentOnly) {
        return count(recipient, day, 1, sentOnly) < terms.perDay()
                && count(recipient, day, DAYS_PER_WEEK, sentOnly) < terms.perWeek();
    }

    private int count(Recipient recipient, LocalDate lastDay, int days, boolean sentOnly) {
        Instant from =
                lastDay.minusDays(days - 1L).atStartOfDay(recipient.zone()).toInstant();
        Instant until = lastDay.plusDays(1).atStartOfDay(recipient.zone()).toInstant();
        return repository.countMarketing(recipient.customerId(), from, until, sentOnly);
    }
}

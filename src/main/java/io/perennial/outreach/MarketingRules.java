package io.perennial.outreach;

import java.time.Instant;
import java.time.LocalDate;
import org.springframework.stereotype.Component;

/** How much marketing one customer gets, over all journeys, in the customer's own days. */
@Component
class MarketingRules {

    private static final int DAYS_OF_A_WEEK = 7;

    private final OutreachRepository repository;
    private final OutreachTerms terms;

    MarketingRules(OutreachRepository repository, OutreachTerms terms) {
        this.repository = repository;
        this.terms = terms;
    }

    /** Whether one more may be sent or queued for that day. */
    boolean hasRoom(Recipient recipient, LocalDate day) {
        return hasRoom(recipient, day, false);
    }

    /** Whether one more may be sent that day beside what was sent, whatever is queued. */
    boolean hasRoomAmongSent(Recipient recipient, LocalDate day) {
        return hasRoom(recipient, day, true);
    }

    private boolean hasRoom(Recipient recipient, LocalDate day, boolean sentOnly) {
        return count(recipient, day, 1, sentOnly) < terms.perDay()
                && count(recipient, day, DAYS_OF_A_WEEK, sentOnly) < terms.perWeek();
    }

    private int count(Recipient recipient, LocalDate lastDay, int days, boolean sentOnly) {
        Instant from =
                lastDay.minusDays(days - 1L).atStartOfDay(recipient.zone()).toInstant();
        Instant until = lastDay.plusDays(1).atStartOfDay(recipient.zone()).toInstant();
        return repository.countMarketing(recipient.customerId(), from, until, sentOnly);
    }
}

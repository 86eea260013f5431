package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.platform.clock.Zones;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Builds the API's view of applications. */
@Component
class ApplicationViews {

    private final Bills bills;
    private final Zones zones;

    ApplicationViews(Bills bills, Zones zones) {
        this.bills = bills;
        this.zones = zones;
    }

    /** @param locale of the reason */
    ApplicationView of(Application application, Locale locale) {
        Terms terms = application.terms();
        Schedule amounts = Schedule.of(terms, LocalDate.EPOCH);
        return new ApplicationView(
                application.applicationId(),
                application.customerId(),
                application.status(),
                Reason.text(application.reasonCode(), locale),
                application.reasonCode(),
                application.orderId(),
                application.purchase().category(),
                application.purchase().product(),
                application.purchase().price(),
                terms.principal(),
                terms.periods(),
                amounts.monthlyPayment(),
                amounts.annualPercentageRate(),
                application.couponId(),
                application.perks(),
                application.appliedAt(),
                application.closedAs(),
                bills.creditBalance(application.customerId()),
                schedule(application));
    }

    /** The bills of an approved application; otherwise its schedule as if it had been approved on the day it was sent. */
    private List<Bills.Bill> schedule(Application application) {
        return application.status() == Status.APPROVED
                ? bills.billsOf(application)
                : Schedule.of(application.terms(), LocalDate.ofInstant(application.appliedAt(), zones.of(null)))
                        .instalments()
                        .stream()
                        .map(Bills.Bill::planned)
                        .toList();
    }
}

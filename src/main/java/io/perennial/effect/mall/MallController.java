package io.perennial.effect.mall;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.platform.api.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The mall's API. Reasons come in Chinese where {@code Accept-Language} asks for it, else in English. */
@RestController
@RequestMapping("/api/v1/mall")
@Tag(name = "mall")
class MallController {

    record QuoteRequest(String customerId, String category, String product, BigDecimal price) {}

    record ApplicationRequest(
            String applicationId,
            String customerId,
            String category,
            String product,
            BigDecimal price,
            Integer periods,
            String couponId) {}

    record EarlyRepaymentRequest(String repaymentId) {}

    /**
     * @param status APPROVED, IN_REVIEW or DECLINED
     * @param reason why it is reviewed or was declined, for the customer
     * @param apr annual percentage rate, in percent
     * @param closedAs how an approved plan ended: SETTLED or CANCELLED
     * @param creditBalance what the customer has paid beyond all bills, in yuan; later bills use it first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ApplicationView(
            String applicationId,
            String customerId,
            Application.Status status,
            String reason,
            String reasonCode,
            String orderId,
            String category,
            String product,
            BigDecimal price,
            BigDecimal principal,
            int periods,
            BigDecimal monthlyPayment,
            BigDecimal apr,
            String couponId,
            List<String> perks,
            Instant appliedAt,
            String closedAs,
            BigDecimal creditBalance,
            List<Bills.Bill> schedule) {}

    private static final int MOST_PERIODS = 120;

    private final Quotes quotes;
    private final Applications applications;
    private final Bills bills;

    MallController(Quotes quotes, Applications applications, Bills bills) {
        this.quotes = quotes;
        this.applications = applications;
        this.bills = bills;
    }

    @PostMapping("/quotes")
    @Operation(summary = "How a purchase could be paid in instalments; nothing is reserved")
    Quote quote(@RequestBody QuoteRequest request, Locale locale) {
        return quotes.quote(
                Purchase.of(request.customerId(), request.category(), request.product(), request.price()), locale);
    }

    @PostMapping("/applications")
    @Operation(summary = "Apply to pay a purchase in instalments; the same application again gets the same answer")
    ApplicationView apply(@RequestBody ApplicationRequest request, Locale locale) {
        Purchase.requireId("applicationId", request.applicationId());
        Purchase purchase = Purchase.of(request.customerId(), request.category(), request.product(), request.price());
        if (request.periods() == null || request.periods() < 1 || request.periods() > MOST_PERIODS) {
            throw ApiException.invalid("periods must be a whole number from 1 to " + MOST_PERIODS + ".");
        }
        if (request.couponId() != null) {
            Purchase.requireId("couponId", request.couponId());
        }
        return view(
                applications.apply(request.applicationId(), purchase, request.periods(), request.couponId()), locale);
    }

    @GetMapping("/applications/{applicationId}")
    @Operation(summary = "An application as it stands, with its bills")
    ApplicationView application(@PathVariable String applicationId, Locale locale) {
        return view(applications.get(applicationId), locale);
    }

    @PostMapping("/applications/{applicationId}/cancellations")
    @Operation(summary = "Call off an application that is in review; limit and coupon are free again")
    ApplicationView cancel(@PathVariable String applicationId, Locale locale) {
        return view(applications.cancel(applicationId), locale);
    }

    @GetMapping("/applications/{applicationId}/early-repayment")
    @Operation(summary = "What it takes to pay a plan off now")
    EarlyRepayment earlyRepayment(@PathVariable String applicationId) {
        return bills.quote(applications.get(applicationId));
    }

    @PostMapping("/applications/{applicationId}/early-repayments")
    @Operation(summary = "The customer has paid the plan off; the same repayment again gets the same answer")
    EarlyRepayment payOff(@PathVariable String applicationId, @RequestBody EarlyRepaymentRequest request) {
        Purchase.requireId("repaymentId", request.repaymentId());
        return bills.payOff(
                request.repaymentId(), applications.get(applicationId).applicationId());
    }

    private ApplicationView view(Application application, Locale locale) {
        Terms terms = application.terms();
        Schedule amounts = Schedule.of(terms, LocalDate.EPOCH);
        return new ApplicationView(
                application.applicationId(),
                application.customerId(),
                application.status(),
                Reason.words(application.reasonCode(), locale),
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
                applications.schedule(application));
    }
}

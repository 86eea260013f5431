package io.perennial.effect.mall;

import io.perennial.platform.api.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
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

    private static final int MAX_PERIODS = 120;

    private final Quotes quotes;
    private final ApplicationIntake intake;
    private final ApplicationFinder applications;
    private final ApplicationDecliner decliner;
    private final ApplicationViews views;
    private final Bills bills;

    MallController(
            Quotes quotes,
            ApplicationIntake intake,
            ApplicationFinder applications,
            ApplicationDecliner decliner,
            ApplicationViews views,
            Bills bills) {
        this.quotes = quotes;
        this.intake = intake;
        this.applications = applications;
        this.decliner = decliner;
        this.views = views;
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
        if (request.periods() == null || request.periods() < 1 || request.periods() > MAX_PERIODS) {
            throw ApiException.invalid("periods must be a whole number from 1 to " + MAX_PERIODS + ".");
        }
        if (request.couponId() != null) {
            Purchase.requireId("couponId", request.couponId());
        }
        return views.of(
                intake.submit(request.applicationId(), purchase, request.periods(), request.couponId()), locale);
    }

    @GetMapping("/applications/{applicationId}")
    @Operation(summary = "An application with its bills")
    ApplicationView application(@PathVariable String applicationId, Locale locale) {
        return views.of(applications.get(applicationId), locale);
    }

    @PostMapping("/applications/{applicationId}/cancellations")
    @Operation(summary = "Cancel an application that is in review; limit and coupon are released")
    ApplicationView cancel(@PathVariable String applicationId, Locale locale) {
        return views.of(decliner.cancel(applicationId), locale);
    }

    @GetMapping("/applications/{applicationId}/early-repayment")
    @Operation(summary = "The amounts to pay a plan off now")
    EarlyRepayment earlyRepayment(@PathVariable String applicationId) {
        return bills.earlyRepayment(applications.get(applicationId));
    }

    @PostMapping("/applications/{applicationId}/early-repayments")
    @Operation(summary = "The customer has paid the plan off; the same repayment again gets the same answer")
    EarlyRepayment payOff(@PathVariable String applicationId, @RequestBody EarlyRepaymentRequest request) {
        Purchase.requireId("repaymentId", request.repaymentId());
        return bills.payOff(
                request.repaymentId(), applications.get(applicationId).applicationId());
    }
}

package io.perennial.effect.mall;

import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.coupon.CouponRedemptionListener;
import io.perennial.effect.coupon.CouponType;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.credit.LimitChangeResult;
import io.perennial.effect.credit.LimitChangeResult.LimitChangeOutcome;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.platform.api.ApiException;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Raises the limit by the whole value of a used limit ticket, within limit-cap; while that is not possible it stays unused. */
@Component
class LimitTickets implements CouponRedemptionListener {

    private static final String CAP = "limit-cap";

    private final CreditService credit;
    private final Decisions decisions;
    private final ProfileService profiles;

    LimitTickets(CreditService credit, Decisions decisions, ProfileService profiles) {
        this.credit = credit;
        this.decisions = decisions;
        this.profiles = profiles;
    }

    @Override
    public void onRedeemed(Coupon coupon, String customerId) {
        if (coupon.type() != CouponType.LIMIT_TICKET) {
            return;
        }
        String key = "ticket:" + coupon.couponId();
        DecisionRecord cap = decisions.decide(CAP, customerId, profiles.facts(customerId, decisions.inputs(CAP)), key);
        LimitChangeResult raise = credit.raise(
                key,
                customerId,
                coupon.value(),
                new BigDecimal(cap.output("limitCap").toString()),
                key);
        if (raise.outcome() == LimitChangeOutcome.WITHHELD) {
            throw notRedeemed(raise.reason(), "The limit cannot be raised now; the ticket stays unused.");
        }
        if (raise.to().subtract(raise.from()).compareTo(coupon.value()) < 0) {
            throw notRedeemed(
                    Reason.CAPPED,
                    "The limit cannot be raised by all that the ticket is worth; the ticket stays unused.");
        }
        decisions.save(List.of(cap));
    }

    private static ApiException notRedeemed(Reason reason, String message) {
        return new ApiException(HttpStatus.CONFLICT, reason.name(), message);
    }
}

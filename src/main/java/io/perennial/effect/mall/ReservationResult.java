package io.perennial.effect.mall;

import io.perennial.effect.coupon.RedemptionResult;
import io.perennial.effect.credit.HoldResult;
import java.util.Optional;

/**
 * Result of reserving, using or releasing limit and coupon of a purchase.
 *
 * @param credit why the limit refuses; null when it does not
 * @param coupon why the coupon refuses; null when it does not
 */
public record ReservationResult(HoldResult.Refusal credit, RedemptionResult.Refusal coupon) {

    static final ReservationResult ACCEPTED = new ReservationResult(null, null);

    public boolean isAccepted() {
        return credit == null && coupon == null;
    }

    /** The code of the reason the customer reads; empty when accepted. */
    Optional<String> reasonCode() {
        if (credit != null) {
            return Optional.of(
                    switch (credit) {
                        case FROZEN -> Reason.FROZEN.name();
                        case AT_RISK -> Reason.AT_RISK.name();
                        case OVER_LIMIT -> Reason.OVER_LIMIT.name();
                        case FACTS_MISSING -> Reason.TRY_LATER.name();
                        case NOT_HELD -> Reason.OTHER.name();
                    });
        }
        return Optional.ofNullable(coupon).map(Enum::name);
    }
}

package io.perennial.effect.points;

import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.coupon.IssueResult;
import io.perennial.effect.coupon.IssueResult.IssueOutcome;
import io.perennial.effect.points.SpendResult.SpendOutcome;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Exchanges points for coupons by {@code points-redemption}, in one transaction. */
@Service
public class Redemptions {

    private static final String TABLE = "points-redemption";
    private static final String NONE = "none";

    private final PointsService points;
    private final CouponService coupons;
    private final Decisions decisions;
    private final ProfileService profiles;
    private final Journeys journeys;

    Redemptions(
            PointsService points,
            CouponService coupons,
            Decisions decisions,
            ProfileService profiles,
            Journeys journeys) {
        this.points = points;
        this.coupons = coupons;
        this.decisions = decisions;
        this.profiles = profiles;
        this.journeys = journeys;
    }

    /**
     * Spends the points that the item costs and issues its coupon, once per redemption.
     *
     * @throws ApiException NO_SUCH_ITEM, TOO_FEW_POINTS, KEY_REUSED, or BUDGET or RISK when the coupon is withheld
     */
    @Transactional
    public PointsRedemptionResult redeem(String redemptionId, String customerId, String item) {
        journeys.lock(customerId);
        String key = "redeem:" + redemptionId;
        Map<String, Object> inputs = new HashMap<>(profiles.facts(customerId, decisions.inputs(TABLE)));
        inputs.put(PointsDecisionInputs.ITEM, item);
        DecisionRecord decision = decisions.decide(TABLE, customerId, inputs, key);
        String offer = (String) decision.output("offer");
        if (offer == null || offer.equals(NONE)) {
            throw new ApiException(
                    HttpStatus.UNPROCESSABLE_ENTITY, "NO_SUCH_ITEM", "There is no " + item + " for points.");
        }
        long cost = ((Number) decision.output("points")).longValue();
        if (points.spend(key, customerId, cost, item, key).outcome() == SpendOutcome.TOO_FEW) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "TOO_FEW_POINTS", "It costs " + cost + " points, which are not there.");
        }
        IssueResult issued = coupons.issuePurchased(key, customerId, offer, key);
        if (issued.outcome() == IssueOutcome.WITHHELD) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    issued.reason().name(),
                    "The coupon cannot be given now; no points were spent.");
        }
        if (issued.outcome() == IssueOutcome.ISSUED) {
            decisions.save(List.of(decision));
        }
        return new PointsRedemptionResult(redemptionId, item, cost, issued.couponId());
    }
}

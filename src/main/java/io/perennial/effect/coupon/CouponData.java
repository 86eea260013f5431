package io.perennial.effect.coupon;

import io.perennial.platform.sql.CustomerDataOwner;
import java.util.List;
import org.springframework.stereotype.Component;

/** Coupons move to the surviving id; of coupons that a journey issues once per customer, the survivor keeps the first. */
@Component
class CouponData implements CustomerDataOwner {

    private final CouponRepository repository;
    private final CouponService coupons;

    CouponData(CouponRepository repository, CouponService coupons) {
        this.repository = repository;
        this.coupons = coupons;
    }

    @Override
    public void reassign(String from, String into) {
        repository.reassign(from, into);
        List<String> duplicates = repository.duplicates(into);
        duplicates.forEach(
                coupon -> coupons.revoke("merge:" + coupon, coupon, "revoked: given to both of two merged ids"));
    }

    @Override
    public void erase(String customerId) {
        // The ledger stays: it holds amounts, dates and ids only.
    }
}

package io.perennial.effect.coupon;

import io.perennial.platform.sql.CustomerDataOwner;
import java.util.List;
import org.springframework.stereotype.Component;

/** Coupons change hands as they are; of those that a journey gives a customer but once, the survivor keeps the first. */
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
        List<String> twice = repository.givenAgain(into);
        twice.forEach(coupon -> coupons.revoke("merge:" + coupon, coupon, "revoked: given to both of two merged ids"));
    }

    @Override
    public void erase(String customerId) {
        // Amounts, dates and ids only: these are the books.
    }
}

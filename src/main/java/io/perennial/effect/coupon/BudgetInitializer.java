package io.perennial.effect.coupon;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Creates the initial budget of each offer that has none yet. */
@Component
class BudgetInitializer implements SmartInitializingSingleton {

    private final CouponRepository repository;
    private final Offers offers;

    BudgetInitializer(CouponRepository repository, Offers offers) {
        this.repository = repository;
        this.offers = offers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        offers.offers().forEach((offer, terms) -> repository.insertBudgetIfAbsent(offer, terms.budget()));
    }
}

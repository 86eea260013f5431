package io.perennial.feedback;

import io.perennial.identity.Belongings;
import org.springframework.stereotype.Component;

/** Whoever was held out stays so under the surviving id. */
@Component
class HoldoutBelongings implements Belongings {

    private final Holdout holdout;

    HoldoutBelongings(Holdout holdout) {
        this.holdout = holdout;
    }

    @Override
    public void pass(String from, String into) {
        holdout.inherit(into, from);
    }

    @Override
    public void forget(String customerId) {
        // The lot names nobody.
    }
}

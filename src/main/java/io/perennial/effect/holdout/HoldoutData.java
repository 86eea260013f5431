package io.perennial.effect.holdout;

import io.perennial.platform.sql.CustomerDataOwner;
import org.springframework.stereotype.Component;

/** Keeps merged customers held out under the surviving id. */
@Component
class HoldoutData implements CustomerDataOwner {

    private final Holdout holdout;
    private final HoldoutRepository repository;

    HoldoutData(Holdout holdout, HoldoutRepository repository) {
        this.holdout = holdout;
        this.repository = repository;
    }

    @Override
    public void reassign(String from, String into) {
        holdout.inherit(into, from);
        repository.deleteMergedIds(from);
    }

    @Override
    public void erase(String customerId) {
        // The draws hold no personal data.
    }
}

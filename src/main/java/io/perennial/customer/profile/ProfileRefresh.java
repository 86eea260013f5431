package io.perennial.customer.profile;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Recomputes tags and tier of one customer for a step that depends on them: facts change with time, and the last nightly review
 * may be hours old.
 */
@Component
public class ProfileRefresh {

    private final ProfileService profiles;
    private final Tiers tiers;

    ProfileRefresh(ProfileService profiles, Tiers tiers) {
        this.profiles = profiles;
        this.tiers = tiers;
    }

    /** Saves the result and starts the journeys that follow from a tier change. Unknown and erased customers are ignored. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refresh(String customerId, String cause) {
        Map<String, Profile> profile = profiles.loadForUpdate(List.of(customerId));
        profile.values().removeIf(Profile::isErased);
        List<Tiers.Change> changes = tiers.decide(profiles.computeFacts(profile.values()), cause);
        profiles.save(profile.values());
        tiers.applyChanges(changes);
    }

    /** Returns the profile as a refresh would leave it, without a lock or a write. */
    @Transactional(readOnly = true)
    public Profile preview(String customerId) {
        Profile profile = profiles.read(customerId);
        tiers.decide(profiles.computeFacts(List.of(profile)), "preview");
        return profile;
    }
}

package io.perennial.customer.profile;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Decides tags and tier of one customer as of now, for a step that depends on them: facts age without events, and the nightly
 * review may be hours away.
 */
@Component
public class ProfileRefresh {

    private final ProfileService profiles;
    private final Tiers tiers;

    ProfileRefresh(ProfileService profiles, Tiers tiers) {
        this.profiles = profiles;
        this.tiers = tiers;
    }

    /** Writes what changed, and starts the journeys that a change of tier calls for. Unknown and erased customers are left out. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refresh(String customerId, String cause) {
        Map<String, Profile> profile = profiles.loadForUpdate(List.of(customerId));
        profile.values().removeIf(Profile::isErased);
        List<Tiers.Change> changes = tiers.decide(profiles.computeFacts(profile.values()), cause);
        profiles.save(profile.values());
        tiers.applyChanges(changes);
    }

    /** The customer as a refresh would leave them; nothing is locked or written. */
    @Transactional(readOnly = true)
    public Profile preview(String customerId) {
        Profile profile = profiles.read(customerId);
        tiers.decide(profiles.computeFacts(List.of(profile)), "preview");
        return profile;
    }
}
